package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreStatistics.TypeStatistics;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.tail.EventSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A run of one sequence of operations on a store and on the model. Runs share a store:
 * each run has its own aggregate types and reads from the position at which it began.
 */
final class ModelRun {

	static final int STREAMS = 5;

	private final EventSource source;

	private final EventStore store;

	private final String name = UUID.randomUUID().toString();

	private final StoreModel model = new StoreModel();

	private final List<List<Append>> appends = new ArrayList<>();

	private final Position start;

	private ModelRun(EventSource source) {
		this.source = source;
		this.store = source.store();
		this.start = source.tail().settledPosition().position();
	}

	/**
	 * Runs operations.
	 * @return the failure, empty if the results of store and model are equal
	 */
	static Optional<Throwable> failureOf(EventSource source, List<Operation> operations) {
		ModelRun run = new ModelRun(source);
		for (int i = 0; i < operations.size(); i++) {
			try {
				operations.get(i).runOn(run);
			}
			catch (AssertionError | RuntimeException ex) {
				return Optional.of(new AssertionError("Operation %d: %s".formatted(i + 1, ex), ex));
			}
		}
		return Optional.empty();
	}

	StoreModel model() {
		return this.model;
	}

	/**
	 * Returns the previous appends, including refused ones.
	 */
	List<List<Append>> appends() {
		return this.appends;
	}

	String aggregateType(int number) {
		return ((number % 2 == 0) ? "note " : "item ") + this.name;
	}

	StreamId stream(int number) {
		return new StreamId(aggregateType(number), "stream " + number % STREAMS);
	}

	CommandId command(int number) {
		return new CommandId("command " + number);
	}

	/**
	 * Returns the position of an event, by index modulo the number of events.
	 */
	Position position(int number) {
		List<RecordedEvent<?>> events = this.model.events();
		return events.isEmpty() ? this.start : events.get(number % events.size()).position();
	}

	EventQuery all() {
		return EventQuery.all().after(this.start);
	}

	void append(List<Append> batch) {
		this.appends.add(batch);
		List<Append> known = batch.stream().filter(this.model::knowsAnIdOf).toList();
		List<Append> unaccepted = batch.stream().filter((append) -> !this.model.acceptsVersion(append)).toList();
		List<Commit> repeated = batch.stream()
			.flatMap((append) -> this.model.repeatedBy(append).stream())
			.map((commit) -> commit.in(this.store.epoch()))
			.toList();
		if (repeated.size() == batch.size()) {
			assertThat(this.store.append(batch)).as("the first commits, since %s is a repetition", described(batch))
				.isEqualTo(repeated);
		}
		else if (known.isEmpty() && unaccepted.isEmpty()) {
			store(batch);
		}
		else {
			refuse(batch, known, unaccepted);
		}
	}

	private void store(List<Append> batch) {
		List<Commit> commits = this.store.append(batch);
		assertThat(commits).extracting(Commit::stream).isEqualTo(batch.stream().map(Append::stream).toList());
		for (int i = 0; i < batch.size(); i++) {
			check(batch.get(i), commits.get(i));
		}
		this.model.add(commits);
	}

	private void check(Append append, Commit commit) {
		long before = this.model.version(append.stream());
		int count = append.events().size();
		assertThat(commit.version()).as("the version of the commit").isEqualTo(before + count);
		assertThat(commit.events()).as("the events of the commit").hasSize(count);
		Position last = last();
		for (int i = 0; i < count; i++) {
			RecordedEvent<?> event = commit.events().get(i);
			assertThat(event.stream()).isEqualTo(append.stream());
			assertThat(event.version()).as("the version of event %d", i).isEqualTo(before + i + 1);
			assertThat(event.eventId()).isEqualTo(append.events().get(i).eventId());
			assertThat(event.payload()).isEqualTo(append.events().get(i).payload());
			assertThat(event.metadata()).isEqualTo(append.events().get(i).metadata());
			assertThat(event.position()).as("the position of event %d", i).isGreaterThan(last);
			last = event.position();
		}
	}

	private Position last() {
		List<RecordedEvent<?>> events = this.model.events();
		return events.isEmpty() ? this.start : events.get(events.size() - 1).position();
	}

	private void refuse(List<Append> batch, List<Append> known, List<Append> unaccepted) {
		try {
			this.store.append(batch);
		}
		catch (VersionConflictException ex) {
			assertThat(unaccepted).as("streams that do not have the expected version")
				.extracting(Append::stream)
				.contains(ex.stream());
			assertThat(ex.actual()).as("the actual version of %s", ex.stream())
				.isEqualTo(this.model.version(ex.stream()));
			return;
		}
		catch (EventIdConflictException ex) {
			assertThat(known).as("appends with an event id that is taken").isNotEmpty();
			assertThat(this.model.find(ex.eventId())).as("the event whose id %s is taken", ex.eventId()).isPresent();
			return;
		}
		catch (EventStoreException ex) {
			throw new AssertionError("A conflict was expected, and not " + ex, ex);
		}
		throw new AssertionError("%s went through, but event ids are taken in %s and versions differ for %s"
			.formatted(described(batch), described(known), described(unaccepted)));
	}

	private static List<String> described(List<Append> appends) {
		return appends.stream()
			.map((append) -> "%s (%d events, expecting %s)".formatted(append.stream(), append.events().size(),
					append.expected()))
			.toList();
	}

	void read(StreamQuery query) {
		try (Stream<RecordedEvent<?>> events = this.store.read(query)) {
			assertThat(events.toList()).as("%s", query).isEqualTo(this.model.read(query));
		}
	}

	void readAll(EventQuery query) {
		try (Stream<RecordedEvent<?>> events = this.store.readAll(query)) {
			assertThat(events.toList()).as("%s", query).isEqualTo(this.model.readAll(query));
		}
	}

	void readPages(EventQuery query, int size) {
		List<RecordedEvent<?>> events = PagingContract.pages(new StoreUnderTest(this.source), query, size, () -> {
		});
		assertThat(events).as("pages of %d of %s", size, query).isEqualTo(this.model.readAll(query));
	}

	void listStreams(String aggregateType, String afterId) {
		try (Stream<StreamVersion> streams = this.store.streams(aggregateType, afterId)) {
			assertThat(streams.toList()).as("streams after '%s'", afterId)
				.isEqualTo(this.model.streams(aggregateType, afterId));
		}
	}

	void count(String aggregateType) {
		List<TypeStatistics> lines = this.store.statistics().ofAggregateType(aggregateType).types();
		assertThat(lines).as("statistics of %s", aggregateType)
			.extracting(
					(line) -> "%s: %d events, %d streams".formatted(line.eventType(), line.events(), line.streams()))
			.isEqualTo(this.model.counts(aggregateType));
	}

	void look(StreamId stream, UUID eventId) {
		assertThat(this.store.version(stream)).as("the version of %s", stream).isEqualTo(this.model.version(stream));
		assertThat(this.store.exists(stream)).isEqualTo(this.model.version(stream) > 0);
		assertThat(this.store.find(eventId)).as("event %s", eventId).isEqualTo(this.model.find(eventId));
		assertThat(this.source.tail().settledPosition().position())
			.as("the settled position, without concurrent writes")
			.isGreaterThanOrEqualTo(last());
	}

	void findCommit(StreamId stream, CommandId command) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		Optional<RecordedEvent<?>> next = this.model.find(command.eventId(stream, 0));
		while (next.isPresent()) {
			events.add(next.get());
			next = this.model.find(command.eventId(stream, events.size()));
		}
		Optional<Commit> expected = events.isEmpty() ? Optional.empty()
				: Optional.of(new Commit(stream, events.get(events.size() - 1).version(), events, this.store.epoch()));
		assertThat(this.store.findCommit(stream, command)).as("the commit of %s on %s", command, stream)
			.isEqualTo(expected);
	}

}
