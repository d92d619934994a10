package dev.sourcery.failure;

import java.time.Duration;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	@Test
	void delaysDoubleUpToTheLongest() {
		Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));
		assertThat(LongStream.rangeClosed(1, 7).mapToObj(backoff::delayBefore).map(Duration::toMillis))
			.containsExactly(1L, 2L, 4L, 8L, 16L, 20L, 20L);
	}

	@Test
	void theFirstDelayIsNotLongerThanTheLongest() {
		Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofSeconds(1));
		assertThat(backoff.delayBefore(1)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void zeroStaysZero() {
		Backoff backoff = new Backoff(Duration.ZERO, Duration.ofSeconds(1));
		assertThat(backoff.delayBefore(1000)).isZero();
	}

	@Test
	void longDelaysAndManyRetriesDoNotOverflow() {
		Backoff backoff = new Backoff(Duration.ofDays(1), Duration.ofDays(7));
		assertThat(backoff.delayBefore(64)).isEqualTo(Duration.ofDays(7));
		assertThat(backoff.delayBefore(Long.MAX_VALUE)).isEqualTo(Duration.ofDays(7));
	}

	@Test
	void aShortFirstDelayReachesALongLimit() {
		Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofHours(1));
		assertThat(backoff.delayBefore(30)).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void jitterIsBetweenHalfOfTheDelayAndAllOfIt() {
		Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
		assertThat(backoff.jitteredDelayBefore(2, 0)).isEqualTo(Duration.ofMillis(100));
		assertThat(backoff.jitteredDelayBefore(2, 0.5)).isEqualTo(Duration.ofMillis(150));
		assertThat(backoff.jitteredDelayBefore(2, 1)).isEqualTo(Duration.ofMillis(200));
		assertThat(backoff.jitteredDelayBefore(50, 0)).isEqualTo(Duration.ofMillis(500));
	}

}
