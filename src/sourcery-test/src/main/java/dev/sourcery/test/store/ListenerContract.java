package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ListenerHandle;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.notes;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that listeners are notified of stored events, once, and of nothing else.
 */
interface ListenerContract {

	StreamId HEARD = stream("heard");

	@Test
	default void listenersHearOfEachAppendAndOfNoRefusedOne(StoreUnderTest store) {
		List<RecordedEvent<?>> heard = new ArrayList<>();
		AtomicInteger commits = new AtomicInteger();
		store.hooks().onAppend(heard::addAll);
		store.hooks().afterCommit((appended) -> commits.incrementAndGet());

		Commit commit = store.append(HEARD, noStream(), "a", "b");
		store.conflicts(HEARD, noStream(), "c");
		store.refuses(RuntimeException.class, () -> store.append(HEARD, any(), "nul \u0000"));

		assertThat(heard).isEqualTo(commit.events());
		assertThat(commits).hasValue(1);
	}

	@Test
	default void anAppendToSeveralStreamsIsHeardOfOnceAndWhole(StoreUnderTest store) {
		List<List<RecordedEvent<?>>> heard = new ArrayList<>();
		store.hooks().onAppend(heard::add);

		store.append(new Append(HEARD, any(), notes("a", "b")), new Append(stream("other"), any(), notes("c")));

		assertThat(heard).hasSize(1);
		assertThat(heard.get(0)).containsExactlyInAnyOrderElementsOf(store.everything());
	}

	@Test
	default void listenersHearOfNoRepetition(StoreUnderTest store) {
		List<RecordedEvent<?>> heard = new ArrayList<>();
		List<Append> appends = List.of(new Append(HEARD, noStream(), notes("a")),
				new Append(stream("other"), any(), notes("b"), new CommandId("c")));
		store.hooks().onAppend(heard::addAll);
		store.store().append(appends);
		heard.clear();

		store.store().append(appends);
		store.append(appends.get(0));
		store.refuses(EventIdConflictException.class,
				() -> store.append(HEARD, any(), List.of(note(appends.get(0).events().get(0).eventId(), "other"))));

		assertThat(heard).isEmpty();
	}

	@Test
	default void whatIsHeardOfAfterCommitCanBeRead(StoreUnderTest store) {
		List<Long> versions = new ArrayList<>();
		List<Integer> events = new ArrayList<>();
		store.hooks().afterCommit((appended) -> versions.add(store.store().version(HEARD)));
		store.hooks().afterCommit((appended) -> events.add(store.everything().size()));
		store.append(HEARD, any(), "a");
		store.append(HEARD, any(), "b", "c");
		assertThat(versions).containsExactly(1L, 3L);
		assertThat(events).containsExactly(1, 3);
	}

	@Test
	default void aListenerMayLeave(StoreUnderTest store) {
		List<RecordedEvent<?>> heard = new ArrayList<>();
		AtomicInteger commits = new AtomicInteger();
		ListenerHandle onAppend = store.hooks().onAppend(heard::addAll);
		ListenerHandle afterCommit = store.hooks().afterCommit((appended) -> commits.incrementAndGet());
		store.append(HEARD, any(), "a");
		onAppend.close();
		afterCommit.close();
		onAppend.close();
		afterCommit.close();
		store.append(HEARD, any(), "b");
		assertThat(heard).hasSize(1);
		assertThat(commits).hasValue(1);
	}

	@Test
	default void oneListenerLeavesAndTheOthersStay(StoreUnderTest store) {
		List<RecordedEvent<?>> first = new ArrayList<>();
		List<RecordedEvent<?>> second = new ArrayList<>();
		ListenerHandle registration = store.hooks().onAppend(first::addAll);
		store.hooks().onAppend(second::addAll);
		store.append(HEARD, any(), "a");
		registration.close();
		store.append(HEARD, any(), "b");
		assertThat(first).hasSize(1);
		assertThat(second).hasSize(2);
	}

	@Test
	default void aListenerThatThrowsMakesTheAppendFail(StoreUnderTest store) {
		store.hooks().onAppend(throwing(new IllegalStateException("no")));
		assertThatIllegalStateException().isThrownBy(() -> store.append(HEARD, noStream(), "a")).withMessage("no");
		assertThatIllegalStateException()
			.isThrownBy(() -> store.append(new Append(HEARD, any(), notes("a")),
					new Append(stream("other"), any(), notes("b"))))
			.withMessage("no");
		assertThat(store.store().version(HEARD)).isZero();
		assertThat(store.everything()).isEmpty();
		assertThat(store.store().streams("note")).isEmpty();
	}

	@Test
	default void aListenerThatFailsWithAnErrorMakesTheAppendFail(StoreUnderTest store) {
		StackOverflowError error = new StackOverflowError("no");
		store.hooks().onAppend((events) -> {
			throw error;
		});
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> store.append(HEARD, noStream(), "a"));
		assertThat(store.store().version(HEARD)).isZero();
		assertThat(store.everything()).isEmpty();
	}

	@Test
	default void anAppendThatFailedForAListenerMayBeMadeAgain(StoreUnderTest store) {
		Append append = new Append(HEARD, noStream(), notes("a", "b"));
		AtomicInteger commits = new AtomicInteger();
		store.hooks().afterCommit((appended) -> commits.incrementAndGet());
		ListenerHandle registration = store.hooks().onAppend(throwing(new IllegalStateException("no")));
		assertThatIllegalStateException().isThrownBy(() -> store.append(append));
		assertThat(commits).as("commits after a failure").hasValue(0);
		assertThat(store.store().find(append.events().get(0).eventId())).isEmpty();
		registration.close();

		assertThat(store.append(append)).extracting(Commit::version).containsExactly(2L);
		assertThat(store.texts(HEARD)).containsExactly("a", "b");
	}

	@Test
	default void aListenerThatThrowsAConflictOfItsOwnIsNotTakenForOneOfTheAppend(StoreUnderTest store) {
		store.append(stream("other"), noStream(), "a");
		RuntimeException conflict = store.conflicts(stream("other"), noStream(), "b");
		AtomicInteger calls = new AtomicInteger();
		store.hooks().onAppend((events) -> {
			calls.incrementAndGet();
			throw conflict;
		});
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> store.append(HEARD, any(), "a"))
			.isSameAs(conflict);
		assertThat(calls).as("number of listener calls").hasValue(1);
		assertThat(store.store().exists(HEARD)).isFalse();
	}

	private static Consumer<List<RecordedEvent<?>>> throwing(RuntimeException failure) {
		return (events) -> {
			throw failure;
		};
	}

}
