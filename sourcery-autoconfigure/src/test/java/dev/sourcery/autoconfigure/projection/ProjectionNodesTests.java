package dev.sourcery.autoconfigure.projection;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.BroadcastStatus;
import dev.sourcery.tail.CommitBroadcast;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application beside other nodes on the same tables.
 */
class ProjectionNodesTests extends DepositsFixture {

	@Test
	void aNodeListensForCommitsOfOthersWhileItRuns() {
		CommitBroadcast[] broadcast = new CommitBroadcast[1];
		this.contextRunner.run((context) -> {
			broadcast[0] = context.getBean(CommitBroadcast.class);
			awaitState(broadcast[0], BroadcastStatus.State.LISTENING);
		});
		assertThat(broadcast[0].status().state()).isEqualTo(BroadcastStatus.State.OFF);
	}

	@Test
	void aNodeWithoutProjectionsNotifiesThoseThatHaveSome() {
		this.contextRunner.withPropertyValues("sourcery.projections.enabled=false").run((context) -> {
			AtomicInteger commits = new AtomicInteger();
			try (JdbcCommitBroadcast other = new JdbcCommitBroadcast(context.getBean(DataSource.class), "sourcery")) {
				other.start(commits::incrementAndGet);
				awaitState(other, BroadcastStatus.State.LISTENING);
				int before = commits.get();
				deposit(context, 1);
				Awaitility.await().atMost(PATIENCE).until(() -> commits.get() > before);
			}
		});
	}

	@Test
	void notificationsCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("sourcery.projections.notify.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(CommitBroadcast.class);
			await(context, "deposits", deposit(context, 1));
		});
		this.contextRunner
			.withPropertyValues("sourcery.projections.notify.enabled=false", "sourcery.projections.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void healthNamesTheMaximumOfConnectionsWhenLanesWait() {
		CountDownLatch goOn = new CountDownLatch(1);
		this.contextRunner.withBean(Waiting.class, () -> new Waiting(goOn))
			.withPropertyValues("sourcery.projections.max-connections=1")
			.run((context) -> {
				try {
					deposit(context, 1);
					Awaitility.await().atMost(PATIENCE).until(() -> connections(context) != null);
					assertThat(connections(context)).asString().contains("sourcery.projections.max-connections is 1");
				}
				finally {
					goOn.countDown();
				}
				Awaitility.await().atMost(PATIENCE).until(() -> connections(context) == null);
			});
	}

	private static Object connections(ApplicationContext context) {
		return health(context).getDetails().get("connections");
	}

	private static void awaitState(CommitBroadcast broadcast, BroadcastStatus.State state) {
		Awaitility.await().atMost(PATIENCE).until(() -> broadcast.status().state() == state);
	}

	@Projection("waiting")
	static class Waiting {

		private final CountDownLatch goOn;

		Waiting(CountDownLatch goOn) {
			this.goOn = goOn;
		}

		@EventHandler
		void on(RecordedEvent<?> event) throws InterruptedException {
			this.goOn.await();
		}

	}

}
