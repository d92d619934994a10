package dev.sourcery.autoconfigure.unusable.ambiguous;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.event.EventType;

@Aggregate("ambiguous")
public class AmbiguousAggregate {

	@Apply
	void on(Audited event) {
	}

	@Apply
	void on(Undoable event) {
	}

	interface Audited {

	}

	interface Undoable {

	}

	@EventType("corrected")
	record Corrected() implements Audited, Undoable {

	}

}
