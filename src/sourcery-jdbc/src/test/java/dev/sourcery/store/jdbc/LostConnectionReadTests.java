package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.CuttingProxy.Moment;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Connections that break, each at a moment of which it is known whether the events are
 * stored, although the caller may not know.
 */
class LostConnectionReadTests extends LostConnectionFixture {

	@Test
	void aReadThatBreaksBetweenPagesSaysSoAndIsReadOnFromThere() {
		start();
		JdbcEventStore store = this.database.store();
		String[] texts = IntStream.range(0, 600).mapToObj(String::valueOf).toArray(String[]::new);
		StoreDatabase.append(store, "s", texts);
		StreamId stream = new StreamId("thing", "s");

		Iterator<RecordedEvent<?>> oneStream = store.read(StreamQuery.of(stream)).iterator();
		List<RecordedEvent<?>> read = readUntilBroken(oneStream, "version between");
		assertThat(oneStream).toIterable()
			.as("the same iterator goes on with the page that failed")
			.hasSize(texts.length - read.size());

		Iterator<RecordedEvent<?>> allStreams = store.readAll(EventQuery.all()).iterator();
		List<RecordedEvent<?>> readOfAll = readUntilBroken(allStreams, "position >");
		assertThat(store.readAll(EventQuery.all().after(readOfAll.get(readOfAll.size() - 1).position())))
			.as("another query goes on behind the last event")
			.hasSize(texts.length - readOfAll.size());
	}

	private List<RecordedEvent<?>> readUntilBroken(Iterator<RecordedEvent<?>> events, String statement) {
		List<RecordedEvent<?>> read = new ArrayList<>();
		read.add(events.next());
		this.proxy.breakAt(Moment.BEFORE_THE_ANSWER, statement);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> events.forEachRemaining(read::add))
			.withMessageContaining("the read is incomplete")
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo(StoreOperation.READ));
		assertThat(read).hasSizeGreaterThan(1).extracting(RecordedEvent::version).isSorted().doesNotHaveDuplicates();
		return read;
	}

	@Test
	void everyOtherReadThatBreaksSaysSo() {
		start();
		JdbcEventStore store = this.database.store();
		Commit commit = StoreDatabase.append(store, "s", "1");
		store.settledPosition();
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		assertThatReadBreaks("event_position", store::settledPosition);
		assertThatReadBreaks("event_position", () -> store.readAll(EventQuery.all()));
		assertThatReadBreaks("event_id = any", () -> store.find(commit.events().get(0).eventId()));
		assertThatReadBreaks("max(version)", () -> store.version(commit.stream()));
		assertThatReadBreaks("recursive stream", () -> assertThat(store.streams("thing", "")).hasSize(1));
		assertThatReadBreaks("pg_column_size", store::statistics);
		List<Throwable> failures = new ArrayList<>();
		assertThat(catchThrowable(() -> transaction.executeWithoutResult((status) -> {
			this.proxy.breakAt(Moment.BEFORE_THE_ANSWER, "transaction_isolation");
			failures.add(catchThrowable(() -> store.readPage(EventQuery.all(), 1)));
			throw new IllegalStateException("rolled back");
		}))).isNotNull();
		assertThat(failures.get(0)).isInstanceOf(StoreUnavailableException.class);
	}

	private void assertThatReadBreaks(String statement, Runnable read) {
		this.proxy.breakAt(Moment.BEFORE_THE_ANSWER, statement);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(read::run)
			.withMessageContaining("the read is incomplete");
		assertThat(this.proxy.isBroken()).isTrue();
		read.run();
	}

}
