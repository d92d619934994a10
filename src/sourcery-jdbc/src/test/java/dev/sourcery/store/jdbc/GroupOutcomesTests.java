package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.BusyStore.stream;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The members of a group have nothing in common but the commit, even if they use the same
 * event ids.
 */
class GroupOutcomesTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final BusyStore busy = new BusyStore(this.database, this.store);

	@AfterEach
	void close() {
		this.busy.close();
		this.database.close();
	}

	@Test
	void aRefusedAppendDoesNotGetTheCommitOfANeighbourWithTheSameEventIds() {
		append(this.store, "a", "1");
		append(this.store, "m", "1");
		append(this.store, "z", "1");
		this.busy.begin();
		for (int round = 0; round < 15; round++) {
			UUID first = UUID.randomUUID();
			UUID second = UUID.randomUUID();
			String refused = List.of("a", "m", "z").get(round % 3);
			List<Future<Commit>> neighbours = startNeighbours(round);
			Future<Commit> loser = start(refused, ExpectedVersion.noStream(), first, second);
			Future<Commit> winner = start("k" + round, ExpectedVersion.noStream(), first);
			Future<Commit> other = start("s" + round, ExpectedVersion.noStream(), second);
			assertThat(outcome(loser)).isInstanceOfAny(VersionConflictException.class, EventIdConflictException.class);
			assertThat(outcome(winner)).isInstanceOf(Commit.class);
			assertThat(outcome(other)).isInstanceOf(Commit.class);
			neighbours.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
		}
		this.busy.end();
		assertThat(List.of(this.store.version(stream("a")), this.store.version(stream("m")),
				this.store.version(stream("z"))))
			.containsOnly(1L);
	}

	@Test
	void ofTwoAppendsWithTheSameEventIdOneIsStored() {
		this.busy.begin();
		for (int round = 0; round < 5; round++) {
			UUID id = UUID.randomUUID();
			List<Future<Commit>> neighbours = startNeighbours(round);
			List<Object> outcomes = Stream
				.of(start("a" + round, ExpectedVersion.any(), UUID.randomUUID(), id),
						start("b" + round, ExpectedVersion.any(), id),
						start("c" + round, ExpectedVersion.any(), UUID.randomUUID()))
				.map(BusyStore::outcome)
				.toList();
			assertThat(outcomes.get(2)).isInstanceOf(Commit.class);
			assertThat(outcomes.subList(0, 2)).hasAtLeastOneElementOfType(Commit.class)
				.hasAtLeastOneElementOfType(EventIdConflictException.class);
			assertThat(this.store.find(id)).isPresent();
			neighbours.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
		}
		this.busy.end();
		assertThat(this.store.readAll(EventQuery.all()).map(RecordedEvent::eventId).toList()).doesNotHaveDuplicates();
	}

	// so many that two leaders are busy with some while the others gather
	private List<Future<Commit>> startNeighbours(int round) {
		return IntStream.range(0, 30)
			.mapToObj((number) -> start("n" + round + "-" + number, ExpectedVersion.any(), UUID.randomUUID()))
			.toList();
	}

	private Future<Commit> start(String id, ExpectedVersion expected, UUID... ids) {
		List<NewEvent> events = Stream.of(ids).map(BusyStore::event).toList();
		return this.busy.submit(() -> this.store.append(stream(id), expected, events));
	}

}
