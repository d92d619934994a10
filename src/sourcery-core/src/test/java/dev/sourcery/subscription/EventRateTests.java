package dev.sourcery.subscription;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EventRateTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final EventRate rate = new EventRate(this.now::get);

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	@Test
	void theRateOfTheFirstSecondsIsThatSinceTheStart() {
		assertThat(this.rate.perSecond()).isZero();
		this.rate.add(10);
		assertThat(this.rate.perSecond()).isEqualTo(10);
		pass(Duration.ofSeconds(4));
		this.rate.add(30);
		assertThat(this.rate.perSecond()).isEqualTo(10);
	}

	@Test
	void theRateForgetsWhatIsOlderThanTenSeconds() {
		this.rate.add(1000);
		for (int second = 0; second < 30; second++) {
			pass(Duration.ofSeconds(1));
			this.rate.add(7);
		}
		assertThat(this.rate.perSecond()).isCloseTo(7, within(0.8));
		pass(Duration.ofSeconds(5));
		assertThat(this.rate.perSecond()).isBetween(2.0, 5.0);
		pass(Duration.ofSeconds(11));
		assertThat(this.rate.perSecond()).isZero();
		pass(Duration.ofDays(400));
		assertThat(this.rate.perSecond()).isZero();
	}

}
