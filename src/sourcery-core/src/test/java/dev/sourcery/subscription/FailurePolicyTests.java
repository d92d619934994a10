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
import dev.sourcery.subscription.FailurePolicy.Decision.Block;
import dev.sourcery.subscription.FailurePolicy.Decision.Retry;
import dev.sourcery.subscription.FailurePolicy.Decision.RetryAfter;
import dev.sourcery.subscription.FailurePolicy.Decision.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailurePolicyTests {

	private static final int FIRST_LIMIT = 32;

	private static final int MAX_BATCH = 64;

	private static final int MAX_RETRIES = 3;

	private static final RuntimeException PERMANENT = new IllegalStateException("permanent");

	private static final RuntimeException TRANSIENT = new StoreUnavailableException("08006",
			new SQLException("connection lost", "08006"));

	private final FailurePolicy policy = policy(MAX_RETRIES);

	private static FailurePolicy policy(int maxRetries) {
		return new FailurePolicy(new SubscriptionSettings(MAX_BATCH, Duration.ofSeconds(1), maxRetries,
				Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(1)), MAX_BATCH);
	}

	private static VersionConflictException conflict(String stream, long expected) {
		return new VersionConflictException(new StreamId("note", stream), ExpectedVersion.exactly(expected), 7L,
				List.of(), null);
	}

	private static Decision after(long milliseconds) {
		return new RetryAfter(Duration.ofMillis(milliseconds));
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
		assertThat(this.policy.failed(conflict("a", 1), 3)).isEqualTo(new Retry());

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
		assertThat(this.policy.failed(new IllegalStateException(conflict("a", 1)), 1)).isEqualTo(new Retry());
	}

	@Test
	void theSameConflictAgainCountsAsAFailure() {
		this.policy.failed(conflict("a", 1), 1);
		assertThat(this.policy.failed(conflict("a", 1), 1)).isEqualTo(after(10));
		assertThat(this.policy.failed(conflict("a", 1), 1)).isEqualTo(after(20));
		assertThat(this.policy.failed(conflict("a", 1), 1)).isEqualTo(after(40));
		assertThat(this.policy.failed(conflict("a", 1), 1)).isEqualTo(new Block(4));
	}

	@Test
	void aConflictOfAnotherStreamOrVersionIsAnotherLostRace() {
		this.policy.failed(conflict("a", 1), 1);
		assertThat(this.policy.failed(conflict("b", 1), 1)).isEqualTo(new Retry());
		assertThat(this.policy.failed(conflict("b", 2), 1)).isEqualTo(new Retry());
	}

	@Test
	void theSameConflictAtAnotherPositionIsAnotherLostRace() {
		this.policy.failed(conflict("a", 1), 1);
		this.policy.moved();
		assertThat(this.policy.failed(conflict("a", 1), 1)).isEqualTo(new Retry());
	}

	static Stream<Throwable> tooLarge() {
		return Stream.of(new OutOfMemoryError("heap"), new IllegalStateException(new OutOfMemoryError("heap")),
				new IllegalStateException(new SQLException("too complex", "54001")),
				new IllegalStateException(new SQLException("out of memory", "53200")));
	}

	@ParameterizedTest
	@MethodSource("tooLarge")
	void aBatchThatIsTooLargeIsHalvedUntilTheEndOfTheBacklog(Throwable failure) {
		assertThat(this.policy.failed(failure, FIRST_LIMIT)).isEqualTo(new Split());
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
			assertThat(this.policy.failed(new OutOfMemoryError("heap"), limit)).isEqualTo(new Split());
		}
		assertThat(this.policy.failed(new OutOfMemoryError("heap"), 1)).isEqualTo(after(10));
	}

	@Test
	void aTransientFailureIsRetriedWithGrowingDelayAndSmallerBatches() {
		assertThat(this.policy.failed(TRANSIENT, FIRST_LIMIT)).isEqualTo(after(10));
		assertThat(this.policy.limit()).isEqualTo(16);
		assertThat(this.policy.failed(TRANSIENT, 16)).isEqualTo(after(20));
		assertThat(this.policy.limit()).isEqualTo(8);
		assertThat(this.policy.failed(TRANSIENT, 8)).isEqualTo(after(40));
		assertThat(this.policy.limit()).isEqualTo(4);
		assertThat(this.policy.failed(TRANSIENT, 4)).as("at the longest delay").isEqualTo(after(40));
	}

	@Test
	void aTransientFailureSplitsTheBatchAfterTheMaximumNumberOfRetries() {
		for (int i = 0; i < MAX_RETRIES; i++) {
			this.policy.failed(TRANSIENT, 4);
			assertThat(this.policy.isSplit()).as("after %d failures", i + 1).isFalse();
		}
		this.policy.failed(TRANSIENT, 4);
		assertThat(this.policy.isSplit()).isTrue();
	}

	@Test
	void transientFailuresAreRetriedWithoutEndAndDoNotCountTowardsBlocking() {
		for (int i = 0; i < 100; i++) {
			assertThat(this.policy.failed(TRANSIENT, 1)).isInstanceOf(RetryAfter.class);
		}
		assertThat(this.policy.failed(PERMANENT, 1)).as("the first permanent failure").isEqualTo(after(10));
	}

	@Test
	void aBatchThatFailsIsSplitThenRetriedThenBlocked() {
		assertThat(this.policy.failed(PERMANENT, 5)).isEqualTo(new Split());
		assertThat(this.policy.limit()).isEqualTo(1);
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(after(10));
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(after(20));
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(after(40));
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(new Block(4));
	}

	@Test
	void aFailureToReadIsRetriedWithoutASplit() {
		assertThat(this.policy.failed(PERMANENT, 0)).isEqualTo(after(10));
		assertThat(this.policy.isSplit()).isFalse();
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
	}

	@Test
	void withoutRetriesTheFirstFailureOfAnEventBlocks() {
		FailurePolicy strict = policy(0);
		assertThat(strict.failed(PERMANENT, 2)).isEqualTo(new Split());
		assertThat(strict.failed(PERMANENT, 1)).isEqualTo(new Block(1));
	}

	@Test
	void atAnotherPositionFailuresCountAnew() {
		this.policy.failed(PERMANENT, 1);
		this.policy.failed(TRANSIENT, 1);
		this.policy.moved();
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(after(10));
		assertThat(this.policy.failed(TRANSIENT, 1)).isEqualTo(after(10));
	}

	@Test
	void aMoveKeepsTheSplitAndTheBatchSize() {
		this.policy.failed(TRANSIENT, 3);
		this.policy.failed(PERMANENT, 3);
		this.policy.moved();
		assertThat(this.policy.isSplit()).isTrue();
		for (int i = 0; i < 3; i++) {
			this.policy.applied(1);
		}
		assertThat(this.policy.limit()).isEqualTo(16);
	}

	@Test
	void afterAResumePermanentFailuresCountAnewAndTransientOnesDoNot() {
		this.policy.failed(TRANSIENT, 1);
		for (int i = 0; i <= MAX_RETRIES; i++) {
			this.policy.failed(PERMANENT, 1);
		}
		this.policy.resumed();
		assertThat(this.policy.failed(TRANSIENT, 1)).isEqualTo(after(20));
		for (long delay : new long[] { 10, 20, 40 }) {
			assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(after(delay));
		}
		assertThat(this.policy.failed(PERMANENT, 1)).isEqualTo(new Block(4));
	}

	@Test
	void theEndOfTheBacklogEndsASplit() {
		this.policy.failed(PERMANENT, 5);
		this.policy.caughtUp();
		assertThat(this.policy.isSplit()).isFalse();
		assertThat(this.policy.limit()).isEqualTo(FIRST_LIMIT);
	}

}
