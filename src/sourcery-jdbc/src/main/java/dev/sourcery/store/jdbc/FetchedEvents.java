package dev.sourcery.store.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.jdbc.SettledPositionFinder.Look;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.EventTail.FetchedPage;
import dev.sourcery.tail.EventTail.Page;
import org.jspecify.annotations.Nullable;

/**
 * Stored events that were read together. The stored form of each event is released when
 * it is decoded. For one thread.
 */
final class FetchedEvents implements FetchedPage {

	// of JSON, in characters
	private static final long MAX_SIZE = 8_000_000;

	private final Deque<StoredEvent> stored = new ArrayDeque<>();

	private final EventCodec codec;

	private Position last = Position.START;

	private boolean more;

	// of the event after the last one
	private @Nullable EventDecodingException failure;

	private FetchedEvents(EventCodec codec) {
		this.codec = codec;
	}

	/**
	 * Fetches events, up to one whose columns cannot be read.
	 * @param limit maximum number of events of the query
	 */
	static FetchedEvents of(Stream<StoredEvent> stored, long limit, EventCodec codec) {
		FetchedEvents fetched = new FetchedEvents(codec);
		try {
			fetched.fetch(stored.iterator());
			fetched.more |= fetched.stored.size() >= limit;
		}
		catch (EventDecodingException ex) {
			if (fetched.stored.isEmpty()) {
				throw ex;
			}
			fetched.failure = ex;
			fetched.more = true;
		}
		return fetched;
	}

	/**
	 * Returns the settled ones of the events that were read with the settled position, if
	 * any were read.
	 * @param limit maximum number of events that were read
	 */
	static @Nullable FetchedEvents settled(Look look, long limit, EventCodec codec) {
		List<StoredEvent> events = look.events();
		long last = look.found().position().value();
		return (events != null) ? of(events.stream().takeWhile((event) -> event.position() <= last), limit, codec)
				: null;
	}

	private void fetch(Iterator<StoredEvent> events) {
		long size = 0;
		while (size < MAX_SIZE && events.hasNext()) {
			StoredEvent event = events.next();
			this.stored.add(event);
			this.last = new Position(event.position());
			size += event.size();
		}
		this.more = size >= MAX_SIZE;
	}

	@Override
	public Position last() {
		return this.last;
	}

	@Override
	public boolean hasMore() {
		return this.more;
	}

	@Override
	public Page decode() {
		List<RecordedEvent<?>> events = new ArrayList<>(this.stored.size());
		List<String> types = new ArrayList<>(this.stored.size());
		try {
			for (StoredEvent event = this.stored.poll(); event != null; event = this.stored.poll()) {
				String type = event.type().name();
				this.codec.decode(event, (decoded) -> {
					events.add(decoded);
					types.add(type);
				});
			}
		}
		catch (EventDecodingException ex) {
			this.failure = ex;
		}
		if (this.failure != null && events.isEmpty()) {
			throw this.failure;
		}
		return new Page(events, types, this.failure != null);
	}

}
