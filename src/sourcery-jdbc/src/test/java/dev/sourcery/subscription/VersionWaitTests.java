package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Waits for a projection of which one version takes over from another.
 */
class VersionWaitTests extends VersionsFixture {

	@Test
	void aNodeWithTheNewVersionOnlyWaitsForTheLiveOneAndThenForItsOwn() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		two.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(1);
		one.stop();
		ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
		assertThatExceptionOfType(SubscriptionUnavailableException.class).as("no node runs the live version")
			.isThrownBy(() -> two.await("tally", later, SHORT));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> two.version("tally", 2).await(later, SHORT));

		gate.countDown();
		awaitLive(2);
		two.await("tally", later, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void aWaitContinuesWithTheVersionThatTakesOver() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		try (Connection holder = this.database.dataSource().getConnection();
				Statement statement = holder.createStatement()) {
			statement.execute("select pg_advisory_lock(1)");
			Projections two = this.nodes.start(new Tally2(this.jdbc));
			awaitLockOf("advisory");
			// the lanes of both versions are locked
			ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
			List<Future<Long>> waits = new ArrayList<>();
			for (Projections node : List.of(one, two)) {
				CompletableFuture<Void> future = node.awaitAsync("tally", later, Nodes.LONG);
				waits.add(future.thenApply((done) -> sum()));
				waits.add(this.threads.submit(() -> {
					node.await("tally", later, Nodes.LONG);
					return sum();
				}));
			}
			assertThat(waits).noneMatch(Future::isDone);
			statement.execute("select pg_advisory_unlock(1)");
			for (Future<Long> wait : waits) {
				assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(events());
			}
		}
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void aNodeWithTheFormerVersionOnlyWaitsForTheLiveOne() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		CountDownLatch gate = new CountDownLatch(1);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		gate.countDown();
		awaitLive(2);
		two.stop();
		ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
		one.version("tally", 1).await(later, Nodes.LONG);
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.as("readers read version 2, which no node runs")
			.isThrownBy(() -> one.await("tally", later, SHORT));
	}

}
