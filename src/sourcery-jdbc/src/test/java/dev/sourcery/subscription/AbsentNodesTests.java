package dev.sourcery.subscription;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for a projection whose node is started again, or whose handler does not return.
 */
class AbsentNodesTests {

	// longer than the time after which a projection without a node appears stopped at the
	// earliest, with the interval of the looks
	private static final long LONGER_THAN_PATIENCE = 4;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final CountDownLatch inHandler = new CountDownLatch(1);

	private volatile CountDownLatch pending = new CountDownLatch(0);

	@AfterEach
	void close() {
		this.gate.countDown();
		this.nodes.close();
		this.database.close();
	}

	private Projections node(Duration lease) {
		return this.nodes.create(
				this.database.store(), new JdbcCheckpoints(this.database.dataSource(),
						this.database.transactionManager(), StoreDatabase.SCHEMA, lease),
				Nodes.SETTINGS, new Notes(this));
	}

	private ConsistencyToken write(String text) {
		return append(this.store, "s", text).token().orElseThrow();
	}

	private static void awaitSeconds(long seconds) {
		CompletableFuture<?> timer = new CompletableFuture<>().completeOnTimeout(null, seconds, TimeUnit.SECONDS);
		Awaitility.await().until(timer::isDone);
	}

	@Test
	void aWaitContinuesWhileTheOnlyNodeIsStartedAgain() throws Exception {
		Duration lease = Duration.ofSeconds(20);
		Projections only = node(lease);
		only.start();
		only.await("notes", write("1"), Nodes.LONG);
		only.stop();
		ConsistencyToken token = write("2");
		CompletableFuture<Void> waiting = node(lease).awaitAsync("notes", token, Nodes.LONG);
		awaitSeconds(LONGER_THAN_PATIENCE);
		assertThat(waiting).isNotDone();
		only.start();
		waiting.get(30, TimeUnit.SECONDS);
		assertThat(this.database.jdbc().queryForList("select note from business order by id", String.class))
			.containsExactly("1", "2");
	}

	@Test
	void aHandlerThatIsIdleForLongerThanTheLeaseDoesNotAppearStopped() throws Exception {
		Duration lease = Duration.ofMillis(300);
		this.pending = this.gate;
		Projections busy = node(lease);
		busy.start();
		ConsistencyToken token = write("1");
		assertThat(this.inHandler.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> here = busy.awaitAsync("notes", token, Nodes.LONG);
		CompletableFuture<Void> elsewhere = node(lease).awaitAsync("notes", token, Nodes.LONG);
		awaitSeconds(LONGER_THAN_PATIENCE);
		assertThat(here).isNotDone();
		assertThat(elsewhere).isNotDone();
		this.gate.countDown();
		here.get(30, TimeUnit.SECONDS);
		elsewhere.get(30, TimeUnit.SECONDS);
		assertThat(this.database.jdbc().queryForList("select note from business", String.class)).containsExactly("1");
	}

	@Projection("notes")
	private record Notes(AbsentNodesTests test) {

		@EventHandler
		void on(Happened event) throws InterruptedException {
			this.test.inHandler.countDown();
			this.test.pending.await();
			new JdbcTemplate(this.test.database.dataSource()).update("insert into business (note) values (?)",
					event.text());
		}

	}

}
