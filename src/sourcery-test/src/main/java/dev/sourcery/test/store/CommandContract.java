package dev.sourcery.test.store;

import java.util.List;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.exactly;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a repeated command has no further effect.
 */
interface CommandContract {

	StreamId TARGET = stream("target");

	CommandId COMMAND = new CommandId("command 1");

	@Test
	default void aCommandAgainReturnsTheFirstCommitThoughItsEventsAreMadeAnew(StoreUnderTest store) {
		Commit first = store.command(TARGET, noStream(), COMMAND, "a", "b");
		store.answersWith(first, new Append(TARGET, noStream(), notes("a", "b"), COMMAND));
		store.answersWith(first,
				new Append(TARGET, any(), List.of(note("a", Metadata.empty().withActor("ada")), note("b")), COMMAND));
	}

	@Test
	default void aCommandIsRecognisedAfterTheStreamHasMovedOn(StoreUnderTest store) {
		store.append(TARGET, noStream(), "before");
		Commit first = store.command(TARGET, exactly(1), COMMAND, "a", "b");
		store.append(TARGET, any(), manyNotes(150));
		store.answersWith(first, new Append(TARGET, exactly(1), notes("a", "b"), COMMAND));
		store.answersWith(first, new Append(TARGET, any(), notes("a", "b"), COMMAND));
	}

	@Test
	default void aCommandWithMoreEventsThanBeforeIsRefused(StoreUnderTest store) {
		store.command(TARGET, noStream(), COMMAND, "a", "b");
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, noStream(), COMMAND, "a", "b", "c"));
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, any(), COMMAND, "a", "b", "c"));
	}

	@Test
	default void aCommandWithFewerEventsThanBeforeIsRefused(StoreUnderTest store) {
		store.command(TARGET, noStream(), COMMAND, "a", "b");
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, noStream(), COMMAND, "a"));
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, any(), COMMAND, "a"));
	}

	@Test
	default void aCommandWithOtherContentIsRefused(StoreUnderTest store) {
		store.command(TARGET, noStream(), COMMAND, "a", "b");
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, noStream(), COMMAND, "a", "c"));
		store.refuses(EventIdConflictException.class, () -> store.command(TARGET, any(), COMMAND, "b", "a"));
	}

	@Test
	default void oneCommandOnTwoStreamsHasTwoCommits(StoreUnderTest store) {
		StreamId other = stream("other");
		Commit first = store.command(TARGET, noStream(), COMMAND, "a");
		Commit second = store.command(other, noStream(), COMMAND, "b");
		assertThat(store.store().findCommit(TARGET, COMMAND)).contains(first);
		assertThat(store.store().findCommit(other, COMMAND)).contains(second);
	}

	@Test
	default void oneCommandOnTwoStreamsInOneCallIsRecognised(StoreUnderTest store) {
		StreamId other = stream("other");
		List<Commit> first = store.append(new Append(TARGET, any(), notes("a"), COMMAND),
				new Append(other, any(), notes("b", "c"), COMMAND));
		assertThat(store.append(new Append(TARGET, any(), notes("a"), COMMAND),
				new Append(other, any(), notes("b", "c"), COMMAND)))
			.isEqualTo(first);
		store.refuses(EventIdConflictException.class, () -> store.append(new Append(TARGET, any(), notes("a"), COMMAND),
				new Append(other, any(), notes("b"), COMMAND)));
		assertThat(store.everything()).hasSize(3);
	}

	@Test
	default void theCommitOfACommandIsFound(StoreUnderTest store) {
		store.command(TARGET, noStream(), new CommandId("earlier"), "x", "y");
		Commit commit = store.command(TARGET, any(), COMMAND, "a", "b");
		store.command(TARGET, any(), new CommandId("later"), "z");
		store.append(TARGET, any(), "end");

		assertThat(store.store().findCommit(TARGET, COMMAND)).contains(commit);
		assertThat(store.store().findCommit(TARGET, new CommandId("later")))
			.hasValueSatisfying((later) -> assertThat(later.version()).isEqualTo(5));
	}

	@Test
	default void aCommitOfManyEventsIsFoundWhole(StoreUnderTest store) {
		Commit commit = store.append(new Append(TARGET, any(), manyNotes(400), COMMAND)).get(0);
		store.append(TARGET, any(), "end");
		assertThat(store.store().findCommit(TARGET, COMMAND)).contains(commit);
	}

	@Test
	default void aCommandThatHasStoredNothingIsNotFound(StoreUnderTest store) {
		assertThat(store.store().findCommit(TARGET, COMMAND)).as("before anything is stored").isEmpty();
		store.append(TARGET, noStream(), "a");
		store.refuses(VersionConflictException.class, () -> store.command(TARGET, noStream(), COMMAND, "b"));
		assertThat(store.store().findCommit(TARGET, COMMAND)).as("after a conflict").isEmpty();
		assertThat(store.command(TARGET, any(), COMMAND, "b").version()).as("the command, run again").isEqualTo(2);
	}

	@Test
	default void commandsOfSimilarNamesAreDifferent(StoreUnderTest store) {
		for (String name : List.of("1", "11", " 1", "1 ", "a", "A", "é", "e\u0301", "😀", "😀".repeat(255))) {
			store.command(TARGET, any(), new CommandId(name), name);
		}
		assertThat(store.command(stream("t1"), any(), new CommandId("1"), "x").version()).isEqualTo(1);
		assertThat(store.command(stream("t"), any(), new CommandId("11"), "x").version()).isEqualTo(1);
		assertThat(store.texts(TARGET)).hasSize(10);
		assertThat(store.store().findCommit(TARGET, new CommandId("e\u0301")))
			.hasValueSatisfying((commit) -> assertThat(commit.version()).isEqualTo(8));
	}

}
