package dev.sourcery.autoconfigure.unusable.aggregatename;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.event.EventType;

@Aggregate("two\nlines")
public record UnstorableName() {

	@Apply
	static UnstorableName start(Started event) {
		return new UnstorableName();
	}

	@EventType("started")
	record Started() {

	}

}
