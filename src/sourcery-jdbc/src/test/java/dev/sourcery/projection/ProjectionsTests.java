package dev.sourcery.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.tail.ServerIncarnation;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ProjectionsTests extends ProjectionsFixture {

	@Test
	void historyAndLiveEventsComeOnceAndInOrder() throws Exception {
		append(this.store, "s", "1", "2");
		append(this.store, "t", "3");
		Notes notes = new Notes(this.database.jdbc());
		Projections projections = start(notes);
		for (int i = 4; i <= 50; i++) {
			append(this.store, "s", Integer.toString(i));
		}
		projections.await("notes", token(append(this.store, "s", "51")), LONG);

		assertThat(rows()).containsExactlyElementsOf(IntStream.rangeClosed(1, 51).mapToObj(Integer::toString).toList());
	}

	@Test
	void afterARestartItGoesOnFromTheCheckpoint() throws Exception {
		Projections first = start(new Notes(this.database.jdbc()));
		first.await("notes", token(append(this.store, "s", "1")), LONG);
		first.stop();
		append(this.store, "s", "2");
		assertThat(rows()).containsExactly("1");

		start(new Notes(this.database.jdbc())).await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void twoNodesApplyEachEventOnceAndInOrder() throws Exception {
		JdbcEventStore otherNode = this.database.store();
		Projections one = start(new Notes(this.database.jdbc()));
		Projections other = start(otherNode, SETTINGS, new Notes(this.database.jdbc()));
		ExecutorService writers = Executors.newFixedThreadPool(4);
		List<Future<?>> writing = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			JdbcEventStore node = (i % 2 == 0) ? this.store : otherNode;
			String stream = "s" + i;
			writing.add(writers
				.submit(() -> IntStream.rangeClosed(1, 100).forEach((n) -> append(node, stream, stream + " " + n))));
		}
		for (Future<?> each : writing) {
			each.get();
		}
		writers.shutdown();
		Commit last = append(this.store, "last", "last");
		one.await("notes", token(last), LONG);
		other.await("notes", token(last), LONG);

		assertThat(rows()).hasSize(401).doesNotHaveDuplicates();
		assertThat(rows().stream().filter((row) -> row.startsWith("s1 ")))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj((n) -> "s1 " + n).toList());
	}

	@Test
	void eventsOfAnotherNodeAreFoundByPolling() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.database.store(), "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aBatchHandlerTakesWhatFollowsEachOther() throws Exception {
		append(this.store, "s", "1", "2", "3");
		Batches batches = new Batches();
		start(batches).await("batches", token(append(this.store, "s", "4")), LONG);
		assertThat(batches.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
		assertThat(batches.sizes.get(0)).isGreaterThanOrEqualTo(3);
	}

	@Test
	void aHandlerSeesEventMetadataAndRecord() throws Exception {
		Details details = new Details();
		Projections projections = start(details);
		NewEvent event = NewEvent.of(new Happened("x"), Metadata.empty().withActor("ada"));
		Commit commit = this.store.append(new StreamId("thing", "s"), ExpectedVersion.any(), List.of(event));
		projections.await("details", token(commit), LONG);
		assertThat(details.seen).containsExactly("x by ada in thing/s");
		assertThat(details.all).hasSize(1);
	}

	@Test
	void aStaleNodeMovesNothing() {
		Checkpoints checkpoints = this.database.checkpoints();
		append(this.store, "s", "1", "2", "3");
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		LaneKey key = new SubscriptionKey("p", 1).lane(0);
		checkpoints.loadOrCreate(key);
		assertThat(checkpoints.advance(new Fence(key, 1, 0), Position.START, new Position(2), incarnation, () -> {
		})).isEqualTo(new AdvanceOutcome.Advanced());
		AtomicInteger runs = new AtomicInteger();
		assertThat(checkpoints.advance(new Fence(key, 1, 0), Position.START, new Position(1), incarnation,
				runs::incrementAndGet))
			.isEqualTo(new AdvanceOutcome.Behind(new Position(2)));
		assertThat(runs).hasValue(0);
		assertThat(checkpoints.loadOrCreate(key)).isEqualTo(new Position(2));
	}

	@Test
	void aCheckpointNeverMovesBeyondWhatTheSequenceHasDrawn() {
		Checkpoints checkpoints = this.database.checkpoints();
		append(this.store, "s", "1");
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		LaneKey key = new SubscriptionKey("p", 1).lane(0);
		checkpoints.loadOrCreate(key);
		assertThat(checkpoints.advance(new Fence(key, 1, 0), Position.START, new Position(100), incarnation, () -> {
		})).as("as after a crash that has taken positions back").isEqualTo(new AdvanceOutcome.Held());
	}

	@Test
	void aProjectionInTheAppendsTransactionIsNeverBehind() {
		start(new Immediate(this.database.jdbc()));
		append(this.store, "s", "1");
		assertThat(rows()).containsExactly("1");
		assertThatIllegalStateException().isThrownBy(() -> append(this.store, "s", "poison"));
		assertThat(rows()).containsExactly("1");
		assertThat(this.store.version(new StreamId("thing", "s"))).isEqualTo(1);
	}

	@Test
	void twoHandlersForOneEventAreRefused() {
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new Ambiguous(), this.store.types()))
			.withMessageContaining("both take");
	}

	@Projection("batches")
	static class Batches {

		private final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Happened> events) {
			this.sizes.add(events.size());
		}

	}

	@Projection(value = "immediate", mode = ProjectionMode.IN_TRANSACTION)
	static class Immediate {

		private final JdbcTemplate jdbc;

		Immediate(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			if (event.text().equals("poison")) {
				throw new IllegalStateException("poisoned");
			}
		}

	}

	@Projection("ambiguous")
	static class Ambiguous {

		@EventHandler
		void on(Happened event) {
		}

		@EventHandler
		void again(RecordedEvent<Happened> event) {
		}

	}

}
