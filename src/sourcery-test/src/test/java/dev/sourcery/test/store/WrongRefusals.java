package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores that treat events wrongly which cannot be written or read.
 */
final class WrongRefusals {

	private WrongRefusals() {
	}

	static List<WrongStore> all() {
		return List.of(new WrongStore("names the first event of a refused append", NamingTheFirst::new),
				new WrongStore("leaves out events that cannot be written",
						(serializer) -> new Partial(serializer, false)),
				new WrongStore("stores the events before one that cannot be written",
						(serializer) -> new Partial(serializer, true)),
				new WrongStore("leaves out events that cannot be read", Skipping::new),
				new WrongStore("fails without the place of an event that cannot be read",
						reading((events) -> Stream.of(events).flatMap((each) -> WrongRefusals.list(each).stream()))),
				new WrongStore("decodes a whole stream to read a part of it", Eager::new));
	}

	private static List<RecordedEvent<?>> list(Stream<RecordedEvent<?>> events) {
		try {
			return events.toList();
		}
		catch (EventDecodingException ex) {
			throw new IllegalStateException("An event cannot be read", ex);
		}
	}

	private static Function<EventSerializer, ForwardingStore> reading(
			Function<Stream<RecordedEvent<?>>, Stream<RecordedEvent<?>>> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
				return changed.apply(super.readAll(query, settled));
			}

		};
	}

	private static final class NamingTheFirst extends ForwardingStore {

		NamingTheFirst(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			catch (EventEncodingException ex) {
				throw ex.at(appends.get(0).stream(), 0);
			}
			catch (UnregisteredEventException ex) {
				throw ex.at(appends.get(0).stream(), 0);
			}
		}

	}

	private static final class Partial extends ForwardingStore {

		private final EventSerializer serializer;

		private final boolean failing;

		Partial(EventSerializer serializer, boolean failing) {
			super(serializer);
			this.serializer = serializer;
			this.failing = failing;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			List<Append> writable = appends.stream().flatMap((append) -> writable(append).stream()).toList();
			if (writable.equals(appends)) {
				return super.append(appends);
			}
			List<Commit> commits = writable.isEmpty() ? List.of() : super.append(writable);
			return this.failing ? super.append(appends) : commits;
		}

		private List<Append> writable(Append append) {
			List<NewEvent> events = new ArrayList<>();
			for (NewEvent event : append.events()) {
				try {
					this.serializer.write(event.payload());
					events.add(event);
				}
				catch (EventEncodingException | UnregisteredEventException ex) {
					if (this.failing) {
						break;
					}
				}
			}
			return events.isEmpty() ? List.of()
					: List.of(new Append(append.stream(), append.expected(), events, append.commandId()));
		}

	}

	private static final class Skipping extends ForwardingStore {

		Skipping(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			try {
				return super.read(query).toList().stream();
			}
			catch (EventDecodingException ex) {
				return LongStream.rangeClosed(1, version(query.stream()))
					.boxed()
					.flatMap((version) -> readable(query.stream(), version));
			}
		}

		private Stream<RecordedEvent<?>> readable(StreamId stream, long version) {
			try {
				return super.read(StreamQuery.of(stream).from(version).to(version)).toList().stream();
			}
			catch (EventDecodingException ex) {
				return Stream.empty();
			}
		}

	}

	private static final class Eager extends ForwardingStore {

		Eager(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			super.read(StreamQuery.of(query.stream())).forEach((event) -> {
				// decoded
			});
			return super.read(query);
		}

	}

}
