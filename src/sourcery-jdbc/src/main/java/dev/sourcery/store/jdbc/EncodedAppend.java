package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;

/**
 * An append whose events have become JSON, before anything goes to the database.
 */
record EncodedAppend(Append append, List<EncodedEvent> events) {

	/**
	 * Encodes appends and sorts them by stream: two transactions that append to the same
	 * streams in different order would deadlock each other.
	 */
	static List<EncodedAppend> of(List<Append> appends, EventSerializer serializer) {
		List<EncodedAppend> encoded = new ArrayList<>();
		for (Append append : appends) {
			encoded.add(new EncodedAppend(append,
					append.events().stream().map((event) -> EncodedEvent.of(event, serializer)).toList()));
		}
		encoded.sort(Comparator.comparing(EncodedAppend::stream));
		return encoded;
	}

	StreamId stream() {
		return this.append.stream();
	}

	ExpectedVersion expected() {
		return this.append.expected();
	}

	boolean takesMoreThanOneVersion() {
		return !(expected() instanceof ExpectedVersion.Exactly);
	}

	long expectedVersion(long actual) {
		return (expected() instanceof ExpectedVersion.Exactly exactly) ? exactly.version() : actual;
	}

	/**
	 * An event in JSON.
	 */
	record EncodedEvent(NewEvent event, EventTypeName type, String metadata, String payload) {

		static EncodedEvent of(NewEvent event, EventSerializer serializer) {
			EventTypeName type = serializer.types().typeOf(event.payload().getClass());
			return new EncodedEvent(event, type, serializer.writeMetadata(event.metadata()),
					serializer.write(event.payload()));
		}

	}

}
