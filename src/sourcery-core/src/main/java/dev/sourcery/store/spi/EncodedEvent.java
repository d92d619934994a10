package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Tag;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventTooLargeException;
import dev.sourcery.store.NewEvent;

/**
 * An event to be appended with its JSON, for implementations of {@link EventStore}.
 *
 * @since 0.1
 * @param event the event
 * @param type the type of the event
 * @param metadata the metadata of the event as JSON
 * @param payload the payload of the event as JSON
 */
public record EncodedEvent(NewEvent event, EventTypeName type, String metadata, String payload) {

	static List<EncodedEvent> of(Append append, EventCodec codec, long maxSize) {
		List<EncodedEvent> encoded = new ArrayList<>(append.events().size());
		for (NewEvent event : append.events()) {
			int index = encoded.size();
			encoded.add(encode(append, index, event, codec).requireAtMost(maxSize, append, index));
		}
		return encoded;
	}

	private static EncodedEvent encode(Append append, int index, NewEvent event, EventCodec codec) {
		try {
			return codec.encode(event);
		}
		catch (EventEncodingException ex) {
			throw ex.at(append.stream(), index);
		}
		catch (UnregisteredEventException ex) {
			throw ex.at(append.stream(), index);
		}
	}

	private EncodedEvent requireAtMost(long maxSize, Append append, int index) {
		if (size() > maxSize) {
			throw new EventTooLargeException(append.stream(), index, this.type, size(), maxSize);
		}
		return this;
	}

	/**
	 * Returns the labels of the event.
	 * @return the tags of the event, sorted
	 */
	public Set<Tag> tags() {
		return this.event.tags();
	}

	/**
	 * Returns the size of the event.
	 * @return the length of payload, metadata and tags together, in characters
	 */
	public long size() {
		long size = (long) this.metadata.length() + this.payload.length();
		for (Tag tag : tags()) {
			size += tag.value().length();
		}
		return size;
	}

}
