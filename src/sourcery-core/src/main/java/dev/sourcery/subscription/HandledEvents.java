package dev.sourcery.subscription;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import org.jspecify.annotations.Nullable;

/**
 * The events that a handler currently handles, as the cause of the commands that it
 * issues. Used by one thread.
 */
final class HandledEvents implements MetadataProvider {

	private List<RecordedEvent<?>> events = List.of();

	void set(List<RecordedEvent<?>> handled) {
		this.events = handled;
	}

	/**
	 * Returns the metadata of a command that the handler issues: correlation id and
	 * tenant if they are the same for all events, and the id of the event as causation id
	 * if there is one event.
	 */
	@Override
	public Metadata metadata() {
		return new Metadata(same(Metadata::correlationId),
				(this.events.size() == 1) ? this.events.get(0).eventId().toString() : null, null,
				same(Metadata::tenant), Map.of());
	}

	private @Nullable String same(Function<Metadata, @Nullable String> value) {
		if (this.events.isEmpty()) {
			return null;
		}
		String first = value.apply(this.events.get(0).metadata());
		boolean equal = this.events.stream().allMatch((event) -> Objects.equals(value.apply(event.metadata()), first));
		return equal ? first : null;
	}

}
