package dev.sourcery.test.store;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores that read a stream wrongly.
 */
final class WrongReads {

	private WrongReads() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("reads a stream backward as forward",
						querying((query) -> with(query, query.fromVersion(), query.toVersion(), Direction.FORWARD,
								query.limit()))),
				new WrongStore("ignores the limit of a stream", querying((query) -> query.limit(Long.MAX_VALUE))),
				new WrongStore("reads after the first version of a slice",
						querying((query) -> (query.fromVersion() > 1 && query.fromVersion() < Long.MAX_VALUE)
								? query.from(query.fromVersion() + 1) : query)),
				new WrongStore("reads before the last version of a slice",
						querying((query) -> (query.toVersion() > 0 && query.toVersion() < Long.MAX_VALUE)
								? query.to(query.toVersion() - 1) : query)),
				new WrongStore("reads 1000 events of a stream",
						querying((query) -> query.limit(Math.min(1000, query.limit())))),
				new WrongStore("cuts the first version of a slice to 31 bits",
						querying((query) -> (query.fromVersion() > Integer.MAX_VALUE) ? query.from(0) : query)),
				new WrongStore("fails for a stream that does not exist", MissingStreams::new),
				new WrongStore("counts a stream that does not exist as version 1",
						(serializer) -> new ForwardingStore(serializer) {

							@Override
							public long version(StreamId stream) {
								return Math.max(1, super.version(stream));
							}

						}),
				new WrongStore("dates events when they are read", DatingReads::new),
				new WrongStore("fails to append while a read is open", (serializer) -> new OpenReads(serializer, 0)),
				new WrongStore("has room for 50 open reads", (serializer) -> new OpenReads(serializer, 50)),
				new WrongStore("ends a read when another one begins",
						(serializer) -> new EndingReads(serializer, false)),
				new WrongStore("ends a read when events are appended",
						(serializer) -> new EndingReads(serializer, true)));
	}

	private static Function<EventSerializer, ForwardingStore> querying(UnaryOperator<StreamQuery> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<RecordedEvent<?>> read(StreamQuery query) {
				return super.read(changed.apply(query));
			}

		};
	}

	private static StreamQuery with(StreamQuery query, long from, long to, Direction direction, long limit) {
		return new StreamQuery(query.stream(), from, to, direction, limit);
	}

	private static final class MissingStreams extends ForwardingStore {

		MissingStreams(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			if (!exists(query.stream())) {
				throw new IllegalStateException("There is no stream " + query.stream());
			}
			return super.read(query);
		}

	}

	private static final class DatingReads extends ForwardingStore {

		private final AtomicLong reads = new AtomicLong();

		DatingReads(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			return dated(super.read(query));
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			return dated(super.readAll(query, settled));
		}

		private Stream<RecordedEvent<?>> dated(Stream<RecordedEvent<?>> events) {
			Duration later = Duration.ofMillis(this.reads.incrementAndGet());
			return events.map((event) -> new RecordedEvent<>(event.eventId(), event.type(), event.stream(),
					event.version(), event.position(), event.recordedAt().plus(later), event.metadata(),
					event.payload(), event.tags()));
		}

	}

	private static final class OpenReads extends ForwardingStore {

		private final AtomicInteger open = new AtomicInteger();

		private final int most;

		OpenReads(EventSerializer serializer, int most) {
			super(serializer);
			this.most = most;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			if (this.open.get() > this.most) {
				throw new IllegalStateException("A read is open");
			}
			return super.append(appends);
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			return counted(super.read(query).toList().iterator());
		}

		private Stream<RecordedEvent<?>> counted(Iterator<RecordedEvent<?>> events) {
			this.open.incrementAndGet();
			AtomicInteger own = new AtomicInteger(1);
			Runnable close = () -> this.open.addAndGet(-own.getAndSet(0));
			return stream(new Iterator<>() {

				@Override
				public boolean hasNext() {
					if (!events.hasNext()) {
						close.run();
					}
					return events.hasNext();
				}

				@Override
				public RecordedEvent<?> next() {
					return events.next();
				}

			}).onClose(close);
		}

	}

	private static final class EndingReads extends ForwardingStore {

		private final AtomicLong changes = new AtomicLong();

		private final boolean onAppend;

		EndingReads(EventSerializer serializer, boolean onAppend) {
			super(serializer);
			this.onAppend = onAppend;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			List<Commit> commits = super.append(appends);
			if (this.onAppend) {
				this.changes.incrementAndGet();
			}
			return commits;
		}

		@Override
		public Stream<RecordedEvent<?>> read(StreamQuery query) {
			return ending(super.read(query).toList().iterator());
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			return ending(super.readAll(query, settled).toList().iterator());
		}

		private Stream<RecordedEvent<?>> ending(Iterator<RecordedEvent<?>> events) {
			long begin = this.onAppend ? this.changes.get() : this.changes.incrementAndGet();
			return stream(new Iterator<>() {

				@Override
				public boolean hasNext() {
					return events.hasNext() && EndingReads.this.changes.get() == begin;
				}

				@Override
				public RecordedEvent<?> next() {
					return events.next();
				}

			});
		}

	}

	private static Stream<RecordedEvent<?>> stream(Iterator<RecordedEvent<?>> events) {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(events, 0), false);
	}

}
