package dev.sourcery.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.projection.CatchUp.Report;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CatchUpTests {

	private final CatchUp catchUp = new CatchUp();

	// begins where the clock of the JVM may begin: anywhere
	private long now = Long.MAX_VALUE - 5_000_000_000L;

	private Report after(long seconds, long applied, long settled) {
		this.now += Duration.ofSeconds(seconds).toNanos();
		return this.catchUp.sample(new Position(applied), new Position(settled), this.now);
	}

	private ProjectionProgress progress() {
		ProjectionProgress progress = this.catchUp.progress();
		assertThat(progress).isNotNull();
		return progress;
	}

	@Test
	void theRateIsThatOfTheLastSeconds() {
		after(0, 0, 100_000);
		assertThat(progress().remainingTime()).isNull();
		after(1, 2_000, 100_000);
		assertThat(progress().positionsPerSecond()).isEqualTo(2_000);
		assertThat(progress().remaining()).isEqualTo(98_000);
		assertThat(progress().remainingTime()).isEqualTo(Duration.ofSeconds(49));
		for (int i = 1; i <= 20; i++) {
			after(1, 2_000 + 500 * i, 100_000);
		}
		assertThat(progress().positionsPerSecond()).isEqualTo(500);
	}

	@Test
	void aProjectionThatHasCaughtUpHasNoRemainingTime() {
		after(0, 5, 5);
		assertThat(progress().remaining()).isZero();
		assertThat(progress().remainingTime()).isEqualTo(Duration.ZERO);
		after(1, 6, 5);
		assertThat(progress().remaining()).as("the settled position was read before").isZero();
	}

	@Test
	void reportsAreDueAtGrowingIntervalsAndOnceAtTheEnd() {
		List<Integer> reported = new ArrayList<>();
		for (int second = 0; second < 1000; second++) {
			if (after(1, second, 1_000_000) == Report.UNDER_WAY) {
				reported.add(second);
			}
		}
		assertThat(reported).containsExactly(10, 30, 70, 150, 310, 610, 910);
		assertThat(after(1, 999_900, 1_000_000)).isEqualTo(Report.CAUGHT_UP);
		assertThat(this.catchUp.duration(this.now)).isEqualTo(Duration.ofSeconds(1000));
		assertThat(after(1, 1_000_000, 1_000_000)).isEqualTo(Report.NONE);
		assertThat(after(100, 1_000_000, 1_000_500)).as("not far").isEqualTo(Report.NONE);
	}

	@Test
	void aBacklogOfSecondsIsNotReported() {
		after(0, 0, 100_000);
		assertThat(this.catchUp.isBehind()).isTrue();
		assertThat(after(5, 100_000, 100_000)).isEqualTo(Report.NONE);
		assertThat(this.catchUp.isBehind()).isFalse();
	}

	@Test
	void afterAResetTheRateBeginsAgain() {
		after(0, 0, 100_000);
		after(5, 100_000, 100_000);
		after(1, 0, 100_000);
		assertThat(progress().positionsPerSecond()).isZero();
		after(1, 1_000, 100_000);
		assertThat(progress().positionsPerSecond()).isEqualTo(1_000);
	}

}
