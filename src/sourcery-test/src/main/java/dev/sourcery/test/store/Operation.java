package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.test.store.ContractEvents.Noted;
import dev.sourcery.test.store.ContractEvents.Priced;

/**
 * An operation of the random test. Operations refer to streams, events and earlier
 * appends by numbers that are always valid, so that a sequence remains valid without some
 * of its operations.
 */
sealed interface Operation {

	void runOn(ModelRun run);

	/**
	 * Returns operations that are simpler than this one and may fail as well.
	 */
	default List<Operation> simpler() {
		return List.of();
	}

	/**
	 * Appends new events to different streams.
	 */
	record AppendNew(List<Target> targets) implements Operation {

		@Override
		public void runOn(ModelRun run) {
			run.append(this.targets.stream().map((target) -> target.append(run)).toList());
		}

		@Override
		public List<Operation> simpler() {
			List<Operation> simpler = new ArrayList<>();
			for (int i = 0; i < this.targets.size() && this.targets.size() > 1; i++) {
				simpler.add(new AppendNew(RandomOperations.without(this.targets, i)));
			}
			if (this.targets.size() == 1 && this.targets.get(0).contents().size() > 1) {
				Target only = this.targets.get(0);
				simpler.add(new AppendNew(List.of(new Target(only.stream(), only.expected(),
						only.contents().subList(0, only.contents().size() - 1), only.command()))));
			}
			return simpler;
		}

	}

	/**
	 * The part of an append that belongs to one stream.
	 *
	 * @param stream the number of the stream
	 * @param expected the expected version
	 * @param contents the contents of the events
	 * @param command the number of the command id, or -1 for none
	 */
	record Target(int stream, Expectation expected, List<Integer> contents, int command) {

		Append append(ModelRun run) {
			ExpectedVersion version = this.expected.of(run.model().version(run.stream(this.stream)));
			List<NewEvent> events = this.contents.stream().map(Target::event).toList();
			return new Append(run.stream(this.stream), version, events,
					(this.command < 0) ? null : run.command(this.command));
		}

		static NewEvent event(int content) {
			Object payload = (content % 3 == 0) ? new Priced(BigDecimal.valueOf(content, 2), content)
					: new Noted("content " + content);
			Metadata metadata = switch (content % 4) {
				case 0 -> Metadata.empty().withActor("ada").with("area", "north");
				case 1 -> Metadata.empty().withActor("bob").withCorrelationId("c" + content % 2).with("area", 1);
				default -> Metadata.empty();
			};
			return NewEvent.of(payload, metadata);
		}

	}

	/**
	 * An expected version of a stream, relative to its actual version.
	 */
	enum Expectation {

		ANY, EXISTS, NO_STREAM, CURRENT, STALE, AHEAD, IMPOSSIBLE;

		ExpectedVersion of(long version) {
			return switch (this) {
				case ANY -> ExpectedVersion.any();
				case EXISTS -> ExpectedVersion.exists();
				case NO_STREAM -> ExpectedVersion.noStream();
				case CURRENT -> ExpectedVersion.exactly(version);
				case STALE -> ExpectedVersion.exactly(Math.max(0, version - 1));
				case AHEAD -> ExpectedVersion.exactly(version + 1);
				case IMPOSSIBLE -> ExpectedVersion.exactly(Long.MAX_VALUE);
			};
		}

	}

	/**
	 * Repeats an earlier append, possibly with a change.
	 */
	record Repeat(int earlier, Change change) implements Operation {

		@Override
		public void runOn(ModelRun run) {
			if (!run.appends().isEmpty()) {
				List<Append> batch = run.appends().get(this.earlier % run.appends().size());
				run.append(this.change.of(batch, run));
			}
		}

		@Override
		public List<Operation> simpler() {
			return (this.change == Change.NONE) ? List.of() : List.of(new Repeat(this.earlier, Change.NONE));
		}

	}

	enum Change {

		NONE, OTHER_METADATA, OTHER_PAYLOAD, ANY_VERSION, CURRENT_VERSION, FIRST_EVENT_ONLY, LAST_EVENT_ONLY, ONE_MORE,
		REVERSED, OTHER_STREAM, FIRST_STREAM_ONLY, STREAMS_REVERSED;

		List<Append> of(List<Append> batch, ModelRun run) {
			List<Append> changed = new ArrayList<>(batch);
			Append first = batch.get(0);
			switch (this) {
				case FIRST_STREAM_ONLY -> changed.subList(1, changed.size()).clear();
				case STREAMS_REVERSED -> Collections.reverse(changed);
				case ANY_VERSION -> changed.set(0, with(first, ExpectedVersion.any()));
				case CURRENT_VERSION ->
					changed.set(0, with(first, ExpectedVersion.exactly(run.model().version(first.stream()))));
				case OTHER_STREAM -> changed = List.of(new Append(run.stream(first.events().size()), first.expected(),
						first.events(), first.commandId()));
				default -> changed.set(0,
						new Append(first.stream(), first.expected(), events(first.events()), first.commandId()));
			}
			return changed;
		}

		private static Append with(Append append, ExpectedVersion expected) {
			return new Append(append.stream(), expected, append.events(), append.commandId());
		}

		private List<NewEvent> events(List<NewEvent> events) {
			List<NewEvent> changed = new ArrayList<>(events);
			NewEvent first = events.get(0);
			switch (this) {
				case OTHER_METADATA ->
					changed.set(0, new NewEvent(first.eventId(), first.payload(), Metadata.empty().withActor("again")));
				case OTHER_PAYLOAD ->
					changed.set(0, new NewEvent(first.eventId(), new Noted("other"), first.metadata()));
				case FIRST_EVENT_ONLY -> changed.subList(1, changed.size()).clear();
				case LAST_EVENT_ONLY -> changed.subList(0, changed.size() - 1).clear();
				case ONE_MORE -> changed.add(Target.event(1000));
				case REVERSED -> Collections.reverse(changed);
				default -> {
				}
			}
			return changed;
		}

	}

	/**
	 * Reads a part of a stream.
	 */
	record ReadStream(int stream, long from, long to, boolean backward, long limit) implements Operation {

		@Override
		public void runOn(ModelRun run) {
			StreamQuery query = StreamQuery.of(run.stream(this.stream)).from(this.from).to(this.to).limit(this.limit);
			run.read(this.backward ? query.backward() : query);
		}

	}

	/**
	 * Reads across the store.
	 *
	 * @param conditions the numbers of the conditions of the query
	 * @param number the number from which the values of the conditions are derived
	 * @param backward the direction
	 * @param limit the maximum number of events
	 * @param pageSize the size of pages, or 0 to read without pages
	 */
	record Query(Set<Integer> conditions, int number, boolean backward, long limit, int pageSize) implements Operation {

		static final int CONDITIONS = 9;

		@Override
		public void runOn(ModelRun run) {
			EventQuery query = run.all().limit(this.limit);
			for (int condition : this.conditions) {
				query = with(query, condition, run);
			}
			query = this.backward ? query.backward() : query;
			if (this.pageSize == 0) {
				run.readAll(query);
			}
			else {
				run.readPages(query, this.pageSize);
			}
		}

		private EventQuery with(EventQuery query, int condition, ModelRun run) {
			return switch (condition) {
				case 0 -> query.after(run.position(this.number));
				case 1 -> query.upTo(run.position(this.number + 5));
				case 2 -> query.eventTypes(Set.of((this.number % 2 == 0) ? "test.noted" : "test.priced"));
				case 3 -> query.aggregateTypes(Set.of(run.aggregateType(this.number), "none"));
				case 4 -> query.streams(Set.of(run.stream(this.number), run.stream(this.number + 1)));
				case 5 -> query.metadata(Metadata.empty().withActor((this.number % 2 == 0) ? "ada" : "bob"));
				case 6 -> query.metadata(Metadata.empty().with("area", "north"));
				case 7 -> run.model()
					.find(run.model()
						.readAll(run.all().upTo(run.position(this.number)).backward().limit(1))
						.stream()
						.findFirst()
						.map((event) -> event.eventId())
						.orElse(new UUID(0, 0)))
					.map((event) -> query.recordedFrom(event.recordedAt()))
					.orElse(query);
				default -> run.model()
					.readAll(run.all().upTo(run.position(this.number + 3)).backward().limit(1))
					.stream()
					.findFirst()
					.map((event) -> query.recordedBefore(event.recordedAt()))
					.orElse(query);
			};
		}

		@Override
		public List<Operation> simpler() {
			List<Operation> simpler = new ArrayList<>();
			for (int condition : this.conditions) {
				Set<Integer> fewer = new TreeSet<>(this.conditions);
				fewer.remove(condition);
				simpler.add(new Query(fewer, this.number, this.backward, this.limit, this.pageSize));
			}
			if (this.pageSize > 0) {
				simpler.add(new Query(this.conditions, this.number, this.backward, this.limit, 0));
			}
			if (this.backward) {
				simpler.add(new Query(this.conditions, this.number, false, this.limit, this.pageSize));
			}
			if (this.limit < Long.MAX_VALUE) {
				simpler.add(new Query(this.conditions, this.number, this.backward, Long.MAX_VALUE, this.pageSize));
			}
			return simpler;
		}

	}

	/**
	 * Lists streams, counts events, and looks up one stream, one event and one command.
	 */
	record Look(int number) implements Operation {

		@Override
		public void runOn(ModelRun run) {
			run.listStreams(run.aggregateType(this.number), (this.number % 3 == 0) ? run.stream(this.number).id() : "");
			if (this.number % 5 == 0) {
				run.count(run.aggregateType(this.number));
			}
			run.look(run.stream(this.number), eventId(run));
			IntStream.range(0, 3).forEach((command) -> run.findCommit(run.stream(this.number), run.command(command)));
		}

		private UUID eventId(ModelRun run) {
			if (run.appends().isEmpty()) {
				return new UUID(0, 0);
			}
			return run.appends().get(this.number % run.appends().size()).get(0).events().get(0).eventId();
		}

	}

}
