package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;

/**
 * Stores that treat a repeated append, a taken event id or a command id wrongly.
 */
final class WrongRepetitions {

	private WrongRepetitions() {
	}

	static List<WrongStore> all() {
		return Stream.concat(ofAppends(), Stream.concat(ofContents(), ofCommands())).toList();
	}

	private static Stream<WrongStore> ofAppends() {
		return Stream.of(
				new WrongStore("stores a repetition again", (serializer) -> new ReissuingStore(serializer, true, true)),
				new WrongStore("accepts an event id once in each stream",
						(serializer) -> new ReissuingStore(serializer, false, true)),
				new WrongStore("refuses a repetition",
						refusing((store, append) -> store.find(append.events().get(0).eventId()).isPresent())),
				new WrongStore("refuses a repetition after the stream has moved on",
						refusing((store, append) -> distance(store, append) > 0)),
				new WrongStore("recognises a repetition among the last 100 events",
						refusing((store, append) -> distance(store, append) > 100)),
				new WrongStore("recognises a repetition of at most 16 events",
						refusing((store, append) -> distance(store, append) >= 0 && append.events().size() > 16)),
				new WrongStore(
						"recognises a repetition with any expectation", (
								serializer) -> new Changing(serializer,
										(store, append) -> new Append(append.stream(),
												(distance(store, append) >= 0) ? ExpectedVersion.any()
														: append.expected(),
												append.events(), append.commandId()))),
				new WrongStore("recognises whole calls only", WholeCalls::new),
				new WrongStore("returns first commits in the order of the first call",
						WrongAppends.calling((target, appends) -> target.apply(appends)
							.stream()
							.sorted(Comparator.comparing((commit) -> commit.position().orElseThrow()))
							.toList())));
	}

	private static Stream<WrongStore> ofContents() {
		return Stream.of(
				new WrongStore("recognises a repetition by its first event", answering((store, append) -> true)),
				new WrongStore("compares no types of repeated events",
						answering((store,
								append) -> !first(store, append).type()
									.equals(store.types().typeOf(append.events().get(0).payload().getClass())))),
				new WrongStore("compares the metadata of a repetition",
						refusing((store, append) -> distance(store, append) >= 0
								&& !first(store, append).metadata().equals(append.events().get(0).metadata()))),
				new WrongStore("compares no tags of repeated events",
						(serializer) -> new Changing(serializer, WrongRepetitions::withStoredTags)),
				new WrongStore("takes equal content for a repetition", answeringWith((store,
						append) -> store.read(StreamQuery.of(append.stream()).backward().limit(append.events().size()))
							.anyMatch((event) -> event.payload().equals(append.events().get(0).payload()))
									? Optional.of(store.version(append.stream())) : Optional.empty())),
				new WrongStore("loses an event whose id is tried in vain", LosingIds::new),
				new WrongStore("names the wrong place of a taken id", WrongPlace::new));
	}

	private static Stream<WrongStore> ofCommands() {
		return Stream.of(
				new WrongStore("ignores command ids", (serializer) -> new Changing(serializer,
						(store, append) -> (append.commandId() != null) ? new Append(append.stream(), append.expected(),
								renewed(append.events())) : append)),
				new WrongStore("recognises a command by its first event",
						answering((store, append) -> append.commandId() != null)),
				new WrongStore("takes command ids without case and blanks",
						(serializer) -> new Changing(serializer,
								(store, append) -> (append.commandId() != null) ? new Append(append.stream(),
										append.expected(), append.events(), simple(append.commandId())) : append)),
				new WrongStore("takes a command for the same on every stream", CommandsOfAllStreams::new),
				new WrongStore("finds 100 events of a commit", (serializer) -> new ForwardingStore(serializer) {

					@Override
					public Optional<Commit> findCommit(StreamId stream, CommandId commandId) {
						return super.findCommit(stream, commandId).map((commit) -> new Commit(stream, commit.version(),
								commit.events().stream().limit(100).toList(), commit.epoch()));
					}

				}), new WrongStore("finds the last commit of a stream for every command",
						(serializer) -> new ForwardingStore(serializer) {

							@Override
							public Optional<Commit> findCommit(StreamId stream, CommandId commandId) {
								List<RecordedEvent<?>> last = read(StreamQuery.of(stream).backward().limit(1)).toList();
								return Optional.of(new Commit(stream, version(stream), last, epoch()));
							}

						}));
	}

	private static CommandId simple(CommandId command) {
		return new CommandId(command.value().strip().toLowerCase(Locale.ROOT));
	}

	private static List<NewEvent> renewed(List<NewEvent> events) {
		return events.stream()
			.map((event) -> new NewEvent(UUID.randomUUID(), event.payload(), event.metadata(), event.tags()))
			.toList();
	}

	/**
	 * The number of events after the first one of a stored append; negative if it is not
	 * stored.
	 */
	private static long distance(ForwardingStore store, Append append) {
		List<NewEvent> events = append.events();
		return store.find(events.get(0).eventId())
			.filter((first) -> first.stream().equals(append.stream()))
			.map((first) -> store.version(append.stream()) - first.version() - events.size() + 1)
			.orElse(-1L);
	}

	private static RecordedEvent<?> first(ForwardingStore store, Append append) {
		return store.find(append.events().get(0).eventId()).orElseThrow();
	}

	private static Append withStoredTags(ForwardingStore store, Append append) {
		return new Append(append.stream(), append.expected(), append.events()
			.stream()
			.map((event) -> store.find(event.eventId()).map((stored) -> event.withTags(stored.tags())).orElse(event))
			.toList(), append.commandId());
	}

	private static Function<EventSerializer, ForwardingStore> refusing(Condition condition) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public List<Commit> append(List<Append> appends) {
				for (Append append : appends) {
					if (condition.holds(this, append)) {
						throw new EventIdConflictException(append.stream(), append.events().get(0).eventId(),
								append.stream(), 1, "", null);
					}
				}
				return super.append(appends);
			}

		};
	}

	private static Function<EventSerializer, ForwardingStore> answering(Condition condition) {
		return answeringWith((store,
				append) -> (distance(store, append) > Long.MIN_VALUE && store.find(append.events().get(0).eventId())
					.filter((first) -> first.stream().equals(append.stream()))
					.isPresent() && condition.holds(store, append))
							? Optional.of(first(store, append).version() + append.events().size() - 1)
							: Optional.empty());
	}

	/**
	 * Answers an append with stored events up to a version.
	 */
	private static Function<EventSerializer, ForwardingStore> answeringWith(
			BiFunction<ForwardingStore, Append, Optional<Long>> version) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public List<Commit> append(List<Append> appends) {
				List<Commit> commits = new ArrayList<>();
				for (Append append : appends) {
					version.apply(this, append)
						.map((last) -> new Commit(append.stream(), last,
								read(StreamQuery.of(append.stream()).from(last - append.events().size() + 1).to(last))
									.toList(),
								epoch()))
						.ifPresent(commits::add);
				}
				return (!commits.isEmpty() && commits.size() == appends.size()) ? commits : super.append(appends);
			}

		};
	}

	private interface Condition {

		boolean holds(ForwardingStore store, Append append);

	}

	private static final class Changing extends ForwardingStore {

		private final BiFunction<ForwardingStore, Append, Append> changed;

		Changing(EventSerializer serializer, BiFunction<ForwardingStore, Append, Append> changed) {
			super(serializer);
			this.changed = changed;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			return super.append(appends.stream().map((append) -> this.changed.apply(this, append)).toList());
		}

	}

	private static final class WholeCalls extends ForwardingStore {

		private final Set<Set<UUID>> calls = new HashSet<>();

		WholeCalls(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public synchronized List<Commit> append(List<Append> appends) {
			Set<UUID> ids = new HashSet<>();
			appends.forEach((append) -> append.events().forEach((event) -> ids.add(event.eventId())));
			Optional<RecordedEvent<?>> taken = ids.stream().flatMap((id) -> find(id).stream()).findFirst();
			if (taken.isPresent() && !this.calls.contains(ids)) {
				RecordedEvent<?> event = taken.get();
				throw new EventIdConflictException(appends.get(0).stream(), event.eventId(), event.stream(),
						event.version(), "", null);
			}
			List<Commit> commits = super.append(appends);
			this.calls.add(ids);
			return commits;
		}

	}

	private static final class LosingIds extends ForwardingStore {

		private final Set<UUID> lost = new HashSet<>();

		LosingIds(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public synchronized List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			catch (EventIdConflictException ex) {
				this.lost.add(ex.eventId());
				throw ex;
			}
		}

		@Override
		public synchronized Optional<RecordedEvent<?>> find(UUID eventId) {
			return this.lost.contains(eventId) ? Optional.empty() : super.find(eventId);
		}

	}

	private static final class WrongPlace extends ForwardingStore {

		WrongPlace(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			catch (EventIdConflictException ex) {
				throw new EventIdConflictException(ex.stream(), ex.eventId(), ex.stream(), 1, "", ex);
			}
		}

	}

}
