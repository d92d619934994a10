package dev.sourcery.subscription.torture;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Suspends this process once, at a step. All of its threads stop, as on a machine that is
 * paused.
 */
final class Suspension {

	private final Step step;

	private final JdbcTemplate jdbc;

	private final AtomicBoolean reached = new AtomicBoolean();

	/**
	 * Creates an instance.
	 * @param jdbc records that the step is reached, outside of its transaction
	 */
	Suspension(Step step, JdbcTemplate jdbc) {
		this.step = step;
		this.jdbc = jdbc;
	}

	void reached(Step now) {
		if (now != this.step || !this.reached.compareAndSet(false, true)) {
			return;
		}
		try {
			this.jdbc.update("insert into suspended values (?)", now.name());
			new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The process cannot be suspended", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The steps of a change of the number of lanes.
	 */
	enum Step {

		/**
		 * The position at which the lanes stop is stored.
		 */
		BEGUN,

		/**
		 * The node knows that all lanes have stopped, and has not begun the transaction
		 * that replaces them.
		 */
		BEFORE_COMPLETION,

		/**
		 * The former lanes are ended, in a transaction that has not inserted the new
		 * ones.
		 */
		WITHIN_COMPLETION,

		/**
		 * The new lanes are inserted, in a transaction that is not committed.
		 */
		BEFORE_COMMIT,

		/**
		 * The change is committed, and no new lane is claimed.
		 */
		COMPLETED

	}

}
