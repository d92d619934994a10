package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.exists;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.numbers;
import static dev.sourcery.test.store.ContractEvents.stream;
import static dev.sourcery.test.store.ContractEvents.streams;
import static dev.sourcery.test.store.Writers.together;
import static dev.sourcery.test.store.Writers.wins;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the same append by many concurrent threads.
 */
interface ConcurrentRepetitionContract {

	StreamId RACED = stream("raced");

	@Test
	default void theSameAppendFromManyThreadsLeadsToOneCommit(StoreUnderTest store) {
		store.append(RACED, noStream(), "before");
		long version = 1;
		for (ExpectedVersion expected : List.of(any(), exists(), exactly(5), any(), exists(), exactly(11))) {
			Append append = new Append(RACED, expected, notes("a", "b"));
			List<List<Commit>> commits = together(8, (writer) -> store.append(append));
			version += 2;
			assertThat(commits).as("the commits with %s", expected).containsOnly(commits.get(0));
			assertThat(store.store().version(RACED)).isEqualTo(version);
		}
	}

	@Test
	default void theSameFirstAppendFromManyThreadsLeadsToOneCommit(StoreUnderTest store) {
		for (StreamId each : streams(10)) {
			Append append = new Append(each, noStream(), notes("a"));
			List<List<Commit>> commits = together(8, (writer) -> store.append(append));
			assertThat(commits).containsOnly(commits.get(0));
			assertThat(store.read(each)).isEqualTo(commits.get(0).get(0).events());
		}
	}

	@Test
	default void theSameCommandFromManyThreadsLeadsToOneCommit(StoreUnderTest store) {
		for (int i = 0; i < 5; i++) {
			CommandId command = new CommandId("command " + i);
			List<Commit> commits = together(8, (writer) -> store.command(RACED, any(), command, "a", "b"));
			assertThat(commits).containsOnly(commits.get(0));
			assertThat(store.store().findCommit(RACED, command)).contains(commits.get(0));
		}
		assertThat(store.read(RACED)).extracting(RecordedEvent::version).isEqualTo(numbers(1, 10));
	}

	@Test
	default void theSameAppendsToSeveralStreamsFromManyThreadsLeadToOneCommitEach(StoreUnderTest store) {
		for (int i = 0; i < 5; i++) {
			List<Append> appends = streams(3).stream().map((to) -> new Append(to, any(), notes("a", "b"))).toList();
			List<Append> reversed = new ArrayList<>(appends);
			Collections.reverse(reversed);
			List<List<Commit>> commits = together(8,
					(writer) -> store.store().append((writer % 2 == 0) ? appends : reversed));
			assertThat(commits.stream().flatMap(List::stream).distinct()).as("distinct commits").hasSize(3);
		}
		assertThat(streams(3)).allSatisfy((each) -> assertThat(store.store().version(each)).isEqualTo(10));
	}

	@Test
	default void repetitionsAreRecognisedWhileOthersAppendToTheStream(StoreUnderTest store) {
		List<Append> appends = new ArrayList<>();
		for (int i = 0; i < 15; i++) {
			appends.add(new Append(RACED, any(), notes("repeated " + i)));
		}
		List<List<Commit>> commits = together(6, (writer) -> {
			List<Commit> own = new ArrayList<>();
			for (int i = 0; i < 15; i++) {
				if (writer < 3) {
					own.addAll(store.append(appends.get(i)));
				}
				else {
					store.append(RACED, any(), "by " + writer);
				}
			}
			return own;
		});
		assertThat(commits.get(1)).isEqualTo(commits.get(0));
		assertThat(commits.get(2)).isEqualTo(commits.get(0));
		assertThat(store.read(RACED)).extracting(RecordedEvent::version).isEqualTo(numbers(1, 60));
	}

	@Test
	default void ofManyWritersWithOneIdAndDifferentContentExactlyOneWins(StoreUnderTest store) {
		for (int i = 0; i < 10; i++) {
			UUID id = UUID.randomUUID();
			List<Boolean> won = together(6, (writer) -> wins(EventIdConflictException.class,
					() -> store.append(RACED, note(id, "by " + writer))));
			assertThat(won).containsOnlyOnce(true);
			assertThat(store.store().find(id).map(StoreUnderTest::text)).contains("by " + won.indexOf(true));
		}
		assertThat(store.store().version(RACED)).isEqualTo(10);
	}

	@Test
	default void ofManyWritersWithOneIdOnDifferentStreamsExactlyOneWins(StoreUnderTest store) {
		List<StreamId> streams = streams(6);
		for (int i = 0; i < 10; i++) {
			UUID id = UUID.randomUUID();
			List<Boolean> won = together(6, (writer) -> wins(EventIdConflictException.class,
					() -> store.append(streams.get(writer), note(id, "a"))));
			assertThat(won).containsOnlyOnce(true);
			assertThat(store.store().find(id).map(RecordedEvent::stream)).contains(streams.get(won.indexOf(true)));
		}
		assertThat(store.everything()).hasSize(10);
	}

}
