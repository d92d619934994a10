package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting for projections without blocking, for all of them, and while no node runs them.
 */
class AwaitAsyncTests extends ProjectionsFixture {

	private static final Duration ENDLESS = Duration.ofDays(1);

	private static long waitingThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("sourcery-await-notes"))
			.count();
	}

	@Test
	void oneThreadWaitsForManyFutures() throws Exception {
		Semaphore passes = new Semaphore(0);
		Notes notes = new Notes(this.database.jdbc(), (text) -> passes.acquireUninterruptibly());
		Projections projections = start(notes);
		List<CompletableFuture<Integer>> futures = IntStream.range(0, 50).mapToObj((i) -> {
			ConsistencyToken token = token(append(this.store, "s", Integer.toString(i)));
			return projections.awaitAsync("notes", token, LONG).thenApply((applied) -> rows().size());
		}).toList();
		assertThat(waitingThreads()).isEqualTo(1);
		assertThat(futures).noneMatch(CompletableFuture::isDone);
		passes.release(50);
		for (int i = 0; i < 50; i++) {
			assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isGreaterThan(i);
		}
		Awaitility.await().until(() -> waitingThreads() == 0);
	}

	@Test
	void aFutureFailsAfterItsTimeout() {
		CountDownLatch goOn = new CountDownLatch(1);
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> awaitLatch(goOn)));
		ConsistencyToken token = token(append(this.store, "s", "1"));
		CompletableFuture<Void> patient = projections.awaitAsync("notes", token, LONG);
		assertFails(projections.awaitAsync("notes", token, Duration.ofMillis(20)), SubscriptionState.RUNNING);
		assertThat(patient).isNotDone();
		CompletableFuture<Void> cancelled = projections.awaitAsync("notes", token, ENDLESS);
		cancelled.cancel(true);
		goOn.countDown();
		patient.join();
		Awaitility.await().until(() -> waitingThreads() == 0);
	}

	private static void assertFails(CompletableFuture<Void> future, SubscriptionState state) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.withCauseInstanceOf(SubscriptionUnavailableException.class)
			.satisfies((ex) -> assertThat(((SubscriptionUnavailableException) ex.getCause()).state()).isEqualTo(state));
	}

	@Test
	void aFutureFailsIfTheTokenIsNotOfTheStore() {
		Projections projections = start(new Notes(this.database.jdbc()));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(projections.awaitAsync("notes", new ConsistencyToken(new Position(1_000_000)), ENDLESS)::join)
			.withCauseInstanceOf(UnknownTokenException.class);
	}

	@Test
	void waitingEndsWhenTheProjectionIsStopped() {
		CountDownLatch goOn = new CountDownLatch(1);
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> {
			if (text.equals("2")) {
				awaitLatch(goOn);
				throw new IllegalStateException("as if");
			}
		}));
		append(this.store, "s", "1");
		ConsistencyToken token = token(append(this.store, "s", "2"));
		CompletableFuture<Void> future = projections.awaitAsync("notes", token, ENDLESS);
		goOn.countDown();
		projections.stop();
		assertFails(future, SubscriptionState.STOPPED);
	}

	@Test
	void waitingOnANodeWithoutProjectionsEndsIfNoNodeRunsThem() throws Exception {
		Projections running = start(new Notes(this.database.jdbc()));
		running.await("notes", token(append(this.store, "s", "1")), LONG);
		running.stop();
		Projections without = new Projections(
				List.of(ProjectionDefinition.of(new Notes(this.database.jdbc()), this.store.types())), this.store,
				new JdbcCheckpoints(this.database.dataSource(), this.database.transactionManager(),
						StoreDatabase.SCHEMA, Duration.ofSeconds(1)),
				SubscriptionSettings.standard());
		ConsistencyToken token = token(append(this.store, "s", "2"));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> without.await("notes", token, ENDLESS))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.STOPPED));
		assertFails(without.awaitAsync("notes", token, ENDLESS), SubscriptionState.STOPPED);
	}

	@Test
	void allProjectionsAreAwaited() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.awaitAll(LONG);
		append(this.store, "s", "1", "2", "3");
		projections.awaitAll(LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void theLatestOfSeveralTokensIncludesTheOthers() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		ConsistencyToken one = token(append(this.store, "s", "1"));
		ConsistencyToken two = token(append(this.store, "t", "2"));
		assertThat(ConsistencyToken.latest(one, two)).isEqualTo(two).isEqualTo(ConsistencyToken.latest(two, one));
		projections.await("notes", ConsistencyToken.latest(one, two), LONG);
		assertThat(rows()).containsExactly("1", "2");
		assertThat(this.store.currentToken().position()).isEqualTo(two.position());
	}

}
