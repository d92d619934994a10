package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProjectionAwaitTests extends ProjectionsFixture {

	@Test
	void waitingForAWriteThatIsIgnoredEnds() throws Exception {
		Notes notes = new Notes(this.database.jdbc());
		Projections projections = start(notes);
		Commit ignored = this.store.append(new StreamId("thing", "s"), ExpectedVersion.any(),
				List.of(NewEvent.of(new Ignored("x"))));
		projections.await("notes", token(ignored), LONG);
		assertThat(rows()).isEmpty();
		projections.stop();
		assertThat(this.database.checkpoints().loadOrCreate(new SubscriptionKey("notes", 1).lane(0)))
			.as("progress over ignored events is stored when it stops")
			.isEqualTo(ignored.position().orElseThrow());
	}

	@Test
	void waitingIsBounded() {
		CountDownLatch goOn = new CountDownLatch(1);
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> awaitLatch(goOn)));
		ConsistencyToken token = token(append(this.store, "s", "1"));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token, Duration.ofMillis(20)))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.RUNNING));
		goOn.countDown();
		assertThatIllegalArgumentException().isThrownBy(() -> projections.await("unknown", token, LONG));
	}

	@Test
	void aTokenThatIsNotOfTheStoreIsRefusedAtOnce() {
		Projections projections = start(new Notes(this.database.jdbc()));
		append(this.store, "s", "1");
		ConsistencyToken foreign = token(append(new InMemoryEventStore(serializer()), "s", "1"));
		for (ConsistencyToken token : List.of(foreign, new ConsistencyToken(new Position(1_000_000)))) {
			assertThatExceptionOfType(UnknownTokenException.class)
				.isThrownBy(() -> projections.await("notes", token, Duration.ofDays(1)))
				.satisfies((ex) -> assertThat(ex.token()).isEqualTo(token));
		}
	}

	private JsonEventSerializer serializer() {
		return new JsonEventSerializer(this.store.types());
	}

	@Test
	void whoWaitsDuringARebuildWaitsForTheNewReadModel() throws Exception {
		Semaphore passes = new Semaphore(1);
		Notes notes = new Notes(this.database.jdbc(), (text) -> passes.acquireUninterruptibly());
		Projections projections = start(notes);
		ConsistencyToken token = token(append(this.store, "s", "1"));
		projections.await("notes", token, LONG);
		projections.rebuild("notes");
		assertNotReached(projections, token);
		passes.release();
		projections.await("notes", token, LONG);

		projections.stop();
		projections.rebuild("notes");
		projections.start();
		assertNotReached(projections, token);
		passes.release();
		projections.await("notes", token, LONG);
		assertThat(rows()).containsExactly("1");
	}

	private static void assertNotReached(Projections projections, ConsistencyToken token) {
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token, Duration.ofMillis(20)));
	}

}
