package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;

/**
 * Stores that store or acknowledge an append wrongly.
 */
final class WrongAppends {

	private WrongAppends() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("reverses the events of an append",
						appending((append) -> new Append(append.stream(), append.expected(), reversed(append.events()),
								append.commandId()))),
				new WrongStore("stores 16 events of an append",
						appending((append) -> new Append(append.stream(), append.expected(),
								append.events().subList(0, Math.min(16, append.events().size())), append.commandId()))),
				new WrongStore("takes streams of one id for one stream",
						appending((append) -> new Append(new StreamId("note", append.stream().id()), append.expected(),
								append.events()))),
				new WrongStore("stores the appends of a call one by one",
						calling((target, appends) -> appends.stream()
							.flatMap((append) -> target.apply(List.of(append)).stream())
							.toList())),
				new WrongStore("sorts the commits of a call",
						calling((target, appends) -> target.apply(appends)
							.stream()
							.sorted(Comparator.comparing(Commit::stream))
							.toList())),
				new WrongStore("accepts a call without appends",
						calling((target, appends) -> appends.isEmpty() ? List.of() : target.apply(appends))),
				new WrongStore("accepts a stream and an event id twice in a call",
						calling((target, appends) -> target.apply(distinct(appends)))),
				new WrongStore("accepts an empty append, null and an event id twice in an append", Lenient::new),
				new WrongStore("returns commits without events",
						committing(
								(commit) -> new Commit(commit.stream(), commit.version(), List.of(), commit.epoch()))),
				new WrongStore("returns commits without metadata",
						committing((commit) -> new Commit(commit.stream(), commit.version(),
								commit.events().stream().<RecordedEvent<?>>map(WrongAppends::plain).toList(),
								commit.epoch()))),
				new WrongStore("returns commits of an unknown epoch", committing((commit) -> commit.in(Epoch.UNKNOWN))),
				new WrongStore("returns the version before the append",
						committing((commit) -> new Commit(commit.stream(), commit.version() - commit.events().size(),
								commit.events(), commit.epoch()))),
				new WrongStore("counts a refused append as a version", Holes::new));
	}

	private static Function<EventSerializer, ForwardingStore> appending(UnaryOperator<Append> changed) {
		return (serializer) -> RewritingStore.appends(serializer, changed);
	}

	private static Function<EventSerializer, ForwardingStore> committing(UnaryOperator<Commit> changed) {
		return calling((target, appends) -> target.apply(appends).stream().map(changed).toList());
	}

	static Function<EventSerializer, ForwardingStore> calling(Call call) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public List<Commit> append(List<Append> appends) {
				return call.append(super::append, appends);
			}

		};
	}

	private static List<NewEvent> reversed(List<NewEvent> events) {
		List<NewEvent> reversed = new ArrayList<>(events);
		Collections.reverse(reversed);
		return reversed;
	}

	private static List<Append> distinct(List<Append> appends) {
		Set<StreamId> streams = new HashSet<>();
		Set<UUID> ids = new HashSet<>();
		return appends.stream()
			.filter((append) -> streams.add(append.stream()))
			.filter((append) -> append.events().stream().allMatch((event) -> ids.add(event.eventId())))
			.toList();
	}

	private static RecordedEvent<?> plain(RecordedEvent<?> event) {
		return new RecordedEvent<>(event.eventId(), event.type(), event.stream(), event.version(), event.position(),
				event.recordedAt(), Metadata.empty(), event.payload(), event.tags());
	}

	/**
	 * Changes a call to append.
	 */
	interface Call {

		List<Commit> append(Function<List<Append>, List<Commit>> target, List<Append> appends);

	}

	private static final class Lenient extends ForwardingStore {

		Lenient(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Commit append(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
			Set<UUID> ids = new HashSet<>();
			List<NewEvent> some = events.stream()
				.filter(Objects::nonNull)
				.filter((event) -> ids.add(event.eventId()))
				.toList();
			return some.isEmpty() ? new Commit(stream, version(stream), List.of(), epoch())
					: super.append(stream, expected, some);
		}

	}

	private static final class Holes extends ForwardingStore {

		private final Map<StreamId, Long> refused = new HashMap<>();

		Holes(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public synchronized List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			catch (VersionConflictException ex) {
				this.refused.merge(ex.stream(), 1L, Long::sum);
				throw ex;
			}
		}

		@Override
		public synchronized Stream<RecordedEvent<?>> read(StreamQuery query) {
			long skipped = this.refused.getOrDefault(query.stream(), 0L);
			return super.read(query).map((event) -> (event.version() > 1) ? moved(event, skipped) : event);
		}

		private static RecordedEvent<?> moved(RecordedEvent<?> event, long skipped) {
			return new RecordedEvent<>(event.eventId(), event.type(), event.stream(), event.version() + skipped,
					event.position(), event.recordedAt(), event.metadata(), event.payload(), event.tags());
		}

	}

}
