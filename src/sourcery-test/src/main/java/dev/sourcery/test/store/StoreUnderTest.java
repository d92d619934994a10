package dev.sourcery.test.store;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.EventTail;
import dev.sourcery.test.store.ContractEvents.Noted;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A store with the operations that the tests of the contract use repeatedly.
 *
 * @param source the store
 */
record StoreUnderTest(EventSource source) {

	EventStore store() {
		return this.source.store();
	}

	EventTail tail() {
		return this.source.tail();
	}

	AppendHooks hooks() {
		return this.source.hooks();
	}

	Commit append(StreamId to, ExpectedVersion expected, String... texts) {
		return append(to, expected, ContractEvents.notes(texts));
	}

	Commit append(StreamId to, ExpectedVersion expected, List<NewEvent> events) {
		return store().append(to, expected, events);
	}

	Commit append(StreamId to, NewEvent... events) {
		return append(to, ExpectedVersion.any(), List.of(events));
	}

	List<Commit> append(Append... appends) {
		return store().append(List.of(appends));
	}

	Commit command(StreamId to, ExpectedVersion expected, CommandId command, String... texts) {
		return append(new Append(to, expected, ContractEvents.notes(texts), command)).get(0);
	}

	List<RecordedEvent<?>> read(StreamQuery query) {
		try (Stream<RecordedEvent<?>> events = store().read(query)) {
			return events.toList();
		}
	}

	List<RecordedEvent<?>> read(StreamId stream) {
		return read(StreamQuery.of(stream));
	}

	List<String> texts(StreamQuery query) {
		return read(query).stream().map(StoreUnderTest::text).toList();
	}

	List<String> texts(StreamId stream) {
		return texts(StreamQuery.of(stream));
	}

	List<RecordedEvent<?>> readAll(EventQuery query) {
		try (Stream<RecordedEvent<?>> events = store().readAll(query)) {
			return events.toList();
		}
	}

	List<RecordedEvent<?>> everything() {
		return readAll(EventQuery.all());
	}

	List<String> texts(EventQuery query) {
		return readAll(query).stream().map(StoreUnderTest::text).toList();
	}

	static String text(RecordedEvent<?> event) {
		return ((Noted) event.payload()).text();
	}

	/**
	 * Asserts that the store refuses a call, and that its content is unchanged.
	 */
	<E extends RuntimeException> E refuses(Class<E> type, ThrowingCallable call) {
		List<RecordedEvent<?>> before = everything();
		Throwable thrown = catchThrowable(call);
		assertThat(thrown).as("the exception of the store").isInstanceOf(type);
		assertThat(everything()).as("the whole store, after it has refused").isEqualTo(before);
		return type.cast(thrown);
	}

	VersionConflictException conflicts(StreamId to, ExpectedVersion expected, String... texts) {
		return refuses(VersionConflictException.class, () -> append(to, expected, texts));
	}

	EventIdConflictException refusesId(UUID id, ThrowingCallable call) {
		EventIdConflictException conflict = refuses(EventIdConflictException.class, call);
		assertThat(conflict.eventId()).as("the event id in the exception").isEqualTo(id);
		return conflict;
	}

	/**
	 * Asserts that an append returns an existing commit, and that the content of the
	 * store is unchanged.
	 */
	void answersWith(Commit first, Append again) {
		List<RecordedEvent<?>> before = everything();
		assertThat(append(again)).as("the result of the repeated append").containsExactly(first);
		assertThat(everything()).as("the whole store, after a repetition").isEqualTo(before);
	}

}
