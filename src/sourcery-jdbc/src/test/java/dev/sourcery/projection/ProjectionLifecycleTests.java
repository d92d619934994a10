package dev.sourcery.projection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.sourcery.event.Position;
import dev.sourcery.store.Commit;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ProjectionLifecycleTests extends ProjectionsFixture {

	@Test
	void aProjectionCanBeStoppedAndStartedAgain() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		projections.stop();
		assertThat(projections.status("notes").state()).isEqualTo(SubscriptionState.STOPPED);
		Commit missed = append(this.store, "s", "2");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token(missed), LONG))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.STOPPED));
		projections.start();
		projections.await("notes", token(missed), LONG);
		assertThat(rows()).containsExactly("1", "2");
	}

	@Test
	void aRebuildStartsOverWithAnEmptyReadModel() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1", "2")), LONG);
		this.database.jdbc().update("insert into business (note) values ('rubbish')");
		projections.rebuild("notes");
		Awaitility.await().untilAsserted(() -> assertThat(rows()).containsExactly("1", "2"));
		projections.await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void aRebuildNeedsAResetHandler() {
		Projections projections = start(new Details());
		assertThatIllegalStateException().isThrownBy(() -> projections.rebuild("details"))
			.withMessageContaining("@ResetHandler");
	}

	@Test
	void stoppingFinishesTheBatchThatIsUnderWay() throws Exception {
		CountDownLatch inHandler = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			inHandler.countDown();
			awaitLatch(goOn);
		});
		Projections projections = start(notes);
		append(this.store, "s", "1");
		inHandler.await();
		Thread stopping = new Thread(projections::stop);
		stopping.start();
		goOn.countDown();
		stopping.join();
		assertThat(rows()).containsExactly("1");
		assertThat(this.database.checkpoints().loadOrCreate(new SubscriptionKey("notes", 1).lane(0)))
			.isNotEqualTo(Position.START);
	}

	@Test
	void aProjectionWhoseHandlerDoesNotReturnCannotBeStartedAgain() {
		Semaphore passes = new Semaphore(0);
		Projections projections = start(this.store,
				new SubscriptionSettings(100, Duration.ofMillis(50), Duration.ofMillis(10), Duration.ZERO,
						Duration.ZERO, Duration.ofMillis(1)),
				new Notes(this.database.jdbc(), (text) -> passes.acquireUninterruptibly()));
		append(this.store, "s", "1");
		Awaitility.await().until(passes::hasQueuedThreads);
		projections.stop();
		assertThatIllegalStateException().isThrownBy(projections::start).withMessageContaining("notes");
		passes.release();
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.STOPPED);
		projections.start();
	}

}
