package dev.sourcery.subscription;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.subscription.FailurePolicy.Decision;
import dev.sourcery.subscription.FailurePolicy.Decision.GiveUp;
import dev.sourcery.subscription.FailurePolicy.Decision.Retry;
import dev.sourcery.subscription.FailurePolicy.Decision.RetryAfter;
import dev.sourcery.subscription.FailurePolicy.Decision.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailurePolicyTests {

	private static final int FIRST_LIMIT = 32;

	private static final int MAX_BATCH = 64;

	private static final RuntimeException PERMANENT = new IllegalStateException("permanent");

	private static final RuntimeException TRANSIENT = new StoreUnavailableException("08006",
			new SQLException("connection lost", "08006"));

	// three retries, after 10, 20 and 40 milliseconds
	private static final Duration GIVE_UP_AFTER = Duration.ofMillis(70);

	private final FailurePolicy policy = policy(GIVE_UP_AFTER, FailureAction.BLOCK);

	// the stored failures of the event, and the time that has passed
	private int attempts;

	private Duration failingFor = Duration.ZERO;

	private static FailurePolicy policy(Duration giveUpAfter, FailureAction action) {
		return new FailurePolicy(new SubscriptionSettings(MAX_BATCH, Duration.ofSeconds(1), giveUpAfter,
				Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(1)), action, MAX_BATCH);
	}

	private Decision failed(Throwable cause, int size) {
		return failed(this.policy, cause, size);
	}

	private Decision failed(FailurePolicy policy, Throwable cause, int size) {
		int before = this.attempts;
		Decision decision = policy.failed(cause, size, () -> {
			this.attempts++;
			return new Failing(this.attempts, this.failingFor);
		});
		if (this.attempts > before && decision instanceof RetryAfter retry) {
			this.failingFor = this.failingFor.plus(retry.delay());
		}
		return decision;
	}

	private static Decision block(int attempts) {
		return new GiveUp(FailureAction.BLOCK, attempts);
	}

	private void moved() {
		this.policy.moved();
		this.attempts = 0;
		this.failingFor = Duration.ZERO;
	}

	private static VersionConflictException conflict(String stream, long expected) {
		return new VersionConflictException(new StreamId("note", stream), ExpectedVersion.exactly(expected), 7L,
				List.of(), null);
	}

	private static Decision after(long milliseconds) {
		return new RetryAfter(Duration.ofMillis(milliseconds));
	}

	@Test
	void batchesGrowWhileTheyAreShortAndShrinkWhenTheyAreLong() {
		FailurePolicy policy = new FailurePolicy(SubscriptionSettings.standard(), FailureAction.BLOCK, 1000);
		assertThat(afterBatch(policy, 32, Duration.ofMillis(10))).isEqualTo(64);
		assertThat(afterBatch(policy, 64, Duration.ofMillis(1000))).isEqualTo(128);
		assertThat(afterBatch(policy, 128, Duration.ofMillis(1001))).isEqualTo(128);
		assertThat(afterBatch(policy, 128, Duration.ofMillis(2001))).isEqualTo(64);
		assertThat(afterBatch(policy, 10, Duration.ofMillis(2001))).isEqualTo(5);
		assertThat(afterBatch(policy, 1, Duration.ofMinutes(1))).isEqualTo(1);
		assertThat(afterBatch(policy, 1, Duration.ZERO)).isEqualTo(2);
		policy.caughtUp();
		assertThat(policy.limit()).isEqualTo(FIRST_LIMIT);
	}

	private static int afterBatch(FailurePolicy policy, int events, Duration duration) {
		policy.took(duration);
		policy.applied(events);
		return policy.limit();
	}

	@Test
	void batchesGrowToTheLargestWhileTheyAreFull() {
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
		this.policy.applied(FIRST_LIMIT - 1);
		assertThat(this.policy.limit()).as("after a batch that was not full").isEqualTo(FIRST_LIMIT);
		this.policy.applied(FIRST_LIMIT);
		this.policy.applied(MAX_BATCH);
		assertThat(this.policy.limit()).as("after full batches").isEqualTo(MAX_BATCH);
		this.policy.caughtUp();
		assertThat(this.policy.limit()).as("after the end of the backlog").isEqualTo(FIRST_LIMIT);
	}

	@Test
	void aLostRaceIsRetriedAtOnceEventByEvent() {
		assertThat(failed(conflict("a", 1), 3)).isEqualTo(new Retry());

		for (int i = 0; i < 3; i++) {
			assertThat(this.policy.isSplit()).isTrue();
			assertThat(this.policy.limit()).isEqualTo(1);
			this.policy.applied(1);
		}
		assertThat(this.policy.isSplit()).isFalse();
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
	}

	@Test
	void aLostRaceIsFoundBehindOtherExceptions() {
		assertThat(failed(new IllegalStateException(conflict("a", 1)), 1)).isEqualTo(new Retry());
	}

	@Test
	void theSameConflictAgainCountsAsAFailure() {
		failed(conflict("a", 1), 1);
		assertThat(failed(conflict("a", 1), 1)).isEqualTo(after(10));
		assertThat(failed(conflict("a", 1), 1)).isEqualTo(after(20));
		assertThat(failed(conflict("a", 1), 1)).isEqualTo(after(40));
		assertThat(failed(conflict("a", 1), 1)).isEqualTo(block(4));
	}

	@Test
	void aConflictOfAnotherStreamOrVersionIsAnotherLostRace() {
		failed(conflict("a", 1), 1);
		assertThat(failed(conflict("b", 1), 1)).isEqualTo(new Retry());
		assertThat(failed(conflict("b", 2), 1)).isEqualTo(new Retry());
	}

	@Test
	void theSameConflictAtAnotherPositionIsAnotherLostRace() {
		failed(conflict("a", 1), 1);
		moved();
		assertThat(failed(conflict("a", 1), 1)).isEqualTo(new Retry());
	}

	static Stream<Throwable> tooLarge() {
		return Stream.of(new OutOfMemoryError("heap"), new IllegalStateException(new OutOfMemoryError("heap")),
				new IllegalStateException(new SQLException("too complex", "54001")),
				new IllegalStateException(new SQLException("out of memory", "53200")));
	}

	@ParameterizedTest
	@MethodSource("tooLarge")
	void aBatchThatIsTooLargeIsHalvedUntilTheEndOfTheBacklog(Throwable failure) {
		assertThat(failed(failure, FIRST_LIMIT)).isEqualTo(new Split());
		assertThat(this.policy.limit()).isEqualTo(16);
		this.policy.applied(16);
		assertThat(this.policy.limit()).as("after a full batch").isEqualTo(16);

		this.policy.caughtUp();
		this.policy.applied(FIRST_LIMIT);
		assertThat(this.policy.limit()).as("of the next backlog").isEqualTo(MAX_BATCH);
	}

	@Test
	void anEventThatIsTooLargeAloneIsAPermanentFailure() {
		for (int limit = FIRST_LIMIT; limit > 1; limit /= 2) {
			assertThat(failed(new OutOfMemoryError("heap"), limit)).isEqualTo(new Split());
		}
		assertThat(failed(new OutOfMemoryError("heap"), 1)).isEqualTo(after(10));
	}

	@Test
	void aTransientFailureIsRetriedWithGrowingDelayAndSmallerBatches() {
		assertThat(failed(TRANSIENT, FIRST_LIMIT)).isEqualTo(after(10));
		assertThat(this.policy.limit()).isEqualTo(16);
		assertThat(failed(TRANSIENT, 16)).isEqualTo(after(20));
		assertThat(this.policy.limit()).isEqualTo(8);
		assertThat(failed(TRANSIENT, 8)).isEqualTo(after(40));
		assertThat(this.policy.limit()).isEqualTo(4);
		assertThat(failed(TRANSIENT, 4)).as("at the longest delay").isEqualTo(after(40));
	}

	@Test
	void aTransientFailureSplitsTheBatchAfterTheMaximumNumberOfRetries() {
		for (int i = 0; i < 5; i++) {
			failed(TRANSIENT, 4);
			assertThat(this.policy.isSplit()).as("after %d failures", i + 1).isFalse();
		}
		failed(TRANSIENT, 4);
		assertThat(this.policy.isSplit()).isTrue();
	}

	@Test
	void transientFailuresAreRetriedWithoutEndAndDoNotCountTowardsBlocking() {
		for (int i = 0; i < 100; i++) {
			assertThat(failed(TRANSIENT, 1)).isInstanceOf(RetryAfter.class);
		}
		assertThat(failed(PERMANENT, 1)).as("the first permanent failure").isEqualTo(after(10));
	}

	@Test
	void aBatchThatFailsIsSplitThenRetriedThenBlocked() {
		assertThat(failed(PERMANENT, 5)).isEqualTo(new Split());
		assertThat(this.policy.limit()).isEqualTo(3);
		assertThat(failed(PERMANENT, 1)).isEqualTo(after(10));
		assertThat(failed(PERMANENT, 1)).isEqualTo(after(20));
		assertThat(failed(PERMANENT, 1)).isEqualTo(after(40));
		assertThat(failed(PERMANENT, 1)).isEqualTo(block(4));
	}

	@Test
	void aFailureToReadIsRetriedWithoutASplit() {
		assertThat(failed(PERMANENT, 0)).isEqualTo(after(10));
		assertThat(this.policy.isSplit()).isFalse();
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
	}

	@Test
	void withoutRetriesTheFirstFailureOfAnEventBlocks() {
		FailurePolicy strict = policy(Duration.ZERO, FailureAction.BLOCK);
		assertThat(failed(strict, PERMANENT, 2)).isEqualTo(new Split());
		assertThat(failed(strict, PERMANENT, 1)).isEqualTo(block(1));
	}

	@Test
	void atAnotherPositionFailuresCountAnew() {
		failed(PERMANENT, 1);
		failed(TRANSIENT, 1);
		moved();
		assertThat(failed(PERMANENT, 1)).isEqualTo(after(10));
		assertThat(failed(TRANSIENT, 1)).isEqualTo(after(10));
	}

	@Test
	void aMoveKeepsTheSplitAndTheBatchSize() {
		failed(TRANSIENT, 3);
		failed(PERMANENT, 3);
		moved();
		assertThat(this.policy.isSplit()).isTrue();
		this.policy.applied(2);
		this.policy.applied(1);
		assertThat(this.policy.limit()).isEqualTo(16);
	}

	@Test
	void afterAResumePermanentFailuresCountAnewAndTransientOnesDoNot() {
		failed(TRANSIENT, 1);
		for (int i = 0; i <= 3; i++) {
			failed(PERMANENT, 1);
		}
		this.policy.resumed();
		assertThat(failed(TRANSIENT, 1)).isEqualTo(after(20));
		for (long delay : new long[] { 10, 20, 40 }) {
			assertThat(failed(PERMANENT, 1)).isEqualTo(after(delay));
		}
		assertThat(failed(PERMANENT, 1)).isEqualTo(block(8));
	}

	@Test
	void anEventThatFailedOnAnotherNodeForLongEnoughIsGivenUpAtOnce() {
		this.attempts = 10;
		this.failingFor = GIVE_UP_AFTER;
		assertThat(failed(PERMANENT, 1)).isEqualTo(block(11));
	}

	@ParameterizedTest
	@EnumSource(FailureAction.class)
	void theActionIsThatOfTheSubscription(FailureAction action) {
		assertThat(failed(policy(Duration.ZERO, action), PERMANENT, 1)).isEqualTo(new GiveUp(action, 1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 10, 32, 64 })
	void aFailedBatchIsBisectedDownToEachEvent(int size) {
		for (int guilty = 0; guilty < size; guilty++) {
			FailurePolicy bisecting = policy(Duration.ZERO, FailureAction.SKIP);
			bisecting.applied(FIRST_LIMIT);
			failed(bisecting, PERMANENT, size);
			int applied = 0;
			int attempts = 0;
			Decision decision = new Split();
			while (decision instanceof Split) {
				attempts++;
				int batch = Math.min(bisecting.limit(), size - applied);
				if (applied + batch <= guilty) {
					bisecting.applied(batch);
					bisecting.moved();
					applied += batch;
				}
				else {
					decision = failed(bisecting, PERMANENT, batch);
				}
			}
			assertThat(applied).as("events before the guilty one").isEqualTo(guilty);
			assertThat(attempts).isLessThanOrEqualTo(2 + (int) Math.ceil(Math.log(size) / Math.log(2)));
			bisecting.passed();
			assertThat(bisecting.isSplit()).isFalse();
		}
	}

	@Test
	void theEndOfTheBacklogEndsASplit() {
		failed(PERMANENT, 5);
		this.policy.caughtUp();
		assertThat(this.policy.isSplit()).isFalse();
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
	}

}
