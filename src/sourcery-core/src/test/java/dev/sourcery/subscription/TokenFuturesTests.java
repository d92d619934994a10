package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Futures whose thread cannot be started, or is kept busy by another future.
 */
class TokenFuturesTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Noted.class)));

	private final InMemoryCheckpoints checkpoints = new InMemoryCheckpoints();

	private final CountDownLatch goOn = new CountDownLatch(1);

	private boolean threads = true;

	private final RunningSubscription running = new RunningSubscription(new Notes(),
			new SubscriptionRuntime(EventSource.of(this.store), this.checkpoints.lanes(), this.checkpoints,
					SubscriptionSettings.standard(), CommitBroadcast.none(), (task) -> {
						if (!this.threads) {
							throw new IllegalStateException("no thread");
						}
						return new Thread(task);
					}));

	@AfterEach
	void goOn() {
		this.goOn.countDown();
	}

	private ConsistencyToken append() {
		return this.store.append(new StreamId("note", "1"), ExpectedVersion.any(), List.of(NewEvent.of(new Noted("a"))))
			.token()
			.orElseThrow();
	}

	@Test
	void aFutureFailsIfNoThreadCanBeStarted() {
		ConsistencyToken token = append();
		this.threads = false;
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(this.running.whileLive().awaitAsync(token, SHORT, () -> {
			})::join)
			.withCauseInstanceOf(IllegalStateException.class);
		this.threads = true;
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(this.running.whileLive().awaitAsync(token, SHORT, () -> {
			})::join)
			.withCauseInstanceOf(SubscriptionUnavailableException.class);
	}

	@Test
	void aFutureFailsAfterItsTimeoutAlsoWhileTheDatabaseDoesNotRespondToAnother() {
		ConsistencyToken token = append();
		CompletableFuture<OptionalInt> hanging = this.running.whileLive().awaitAsync(token, SHORT, this::hang);
		CompletableFuture<OptionalInt> waiting = this.running.whileLive().awaitAsync(token, SHORT, () -> {
		});
		Awaitility.await().until(waiting::isDone);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(SubscriptionUnavailableException.class);
		Awaitility.await().until(hanging::isDone);
	}

	private void hang() {
		try {
			this.goOn.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@EventType("note.noted")
	record Noted(String text) {

	}

	private static final class Notes implements Subscription {

		@Override
		public SubscriptionKey key() {
			return new SubscriptionKey("notes", 1);
		}

		@Override
		public Set<String> eventTypes() {
			return Set.of();
		}

		@Override
		public boolean needsMetadata() {
			return false;
		}

		@Override
		public int batchSize(int configured) {
			return configured;
		}

		@Override
		public void handle(List<RecordedEvent<?>> batch) {
		}

		@Override
		public void reset() {
		}

	}

}
