package dev.sourcery.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.MetadataFormat;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.store.spi.StoredPayload;
import dev.sourcery.tail.SettledPosition;

/**
 * The stored events that a query selects.
 */
final class Selected {

	private Selected() {
	}

	static Stream<StoredEvent> of(List<StoredEvent> stream, StreamQuery query) {
		List<StoredEvent> selected = new ArrayList<>(stream);
		selected.removeIf((event) -> event.version() < query.fromVersion() || event.version() > query.toVersion());
		if (query.direction() == Direction.BACKWARD) {
			Collections.reverse(selected);
		}
		return selected.stream().limit(query.limit());
	}

	static Stream<StoredPayload> payloadsOf(List<StoredEvent> stream, StreamQuery query) {
		return of(stream, query).map((event) -> new StoredPayload(event.type(), event.stream(), event.version(),
				event.position(), event.payload()));
	}

	static Stream<StoredEvent> of(List<StoredEvent> events, EventQuery query, SettledPosition settled) {
		long upTo = Math.min(query.upTo().value(), settled.position().value());
		int from = (int) Math.min(query.after().value(), events.size());
		int to = (int) Math.max(from, Math.min(upTo, events.size()));
		List<StoredEvent> selected = new ArrayList<>(events.subList(from, to));
		FilterMatch filter = new FilterMatch(query.filter());
		selected.removeIf((event) -> !filter.admits(event, MetadataFormat.read(event.metadata())));
		if (query.direction() == Direction.BACKWARD) {
			Collections.reverse(selected);
		}
		return selected.stream().limit(query.limit());
	}

}
