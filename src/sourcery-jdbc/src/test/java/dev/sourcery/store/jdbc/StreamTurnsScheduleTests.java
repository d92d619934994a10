package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.StreamId;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Test;

/**
 * Turns of three callers in many schedules of their threads, which Lincheck determines.
 * Its clock stands still, and a parked thread may go on at any time, so neither time
 * limits nor missing wake-ups show here.
 */
class StreamTurnsScheduleTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final StreamId STREAM = new StreamId("thing", "hot");

	private static final int SCHEDULES = 1_000;

	// each instance has an array with more elements than Lincheck allows for a loop
	private static final int LOOP_BOUND = 2_000;

	@Test
	void everyCallerHasItsTurn() {
		check(Callers.class);
	}

	@Test
	void anInterruptedCallerTakesNoTurnAlong() {
		check(InterruptedCallers.class);
	}

	private static void check(Class<?> callers) {
		new ModelCheckingOptions().iterations(1)
			.invocationsPerIteration(SCHEDULES)
			.threads(3)
			.actorsPerThread(1)
			.actorsBefore(0)
			.actorsAfter(0)
			.loopBound(LOOP_BOUND)
			.minimizeFailedScenario(false)
			.verifier(EpsilonVerifier.class)
			.check(callers);
	}

	/**
	 * Lincheck creates an instance for each schedule.
	 */
	public static class Callers {

		private final StreamTurns turns = new StreamTurns(LONG, LONG, LONG);

		private final AtomicInteger called = new AtomicInteger();

		private final AtomicInteger withoutTurn = new AtomicInteger();

		@Operation
		public void call() {
			call(this.called.incrementAndGet());
		}

		void call(int number) {
			if (this.turns.enter(STREAM)) {
				this.turns.leave(STREAM, false);
			}
			else {
				this.withoutTurn.incrementAndGet();
			}
		}

		int mayGoWithoutTurn() {
			return 0;
		}

		@Validate
		public void validate() {
			if (this.called.get() != 3 || this.withoutTurn.get() > mayGoWithoutTurn()) {
				throw new IllegalStateException(this.withoutTurn + " of " + this.called + " callers had no turn");
			}
		}

	}

	/**
	 * The second caller is interrupted.
	 */
	public static class InterruptedCallers extends Callers {

		@Override
		void call(int number) {
			if (number == 2) {
				Thread.currentThread().interrupt();
			}
			super.call(number);
			Thread.interrupted();
		}

		@Override
		int mayGoWithoutTurn() {
			return 1;
		}

	}

}
