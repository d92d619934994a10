package dev.sourcery.store.jdbc;

import java.util.List;

import dev.sourcery.store.Commit;
import dev.sourcery.store.spi.EncodedAppend;

/**
 * The outcome of one append statement.
 */
sealed interface AppendOutcome {

	/**
	 * The events are stored.
	 *
	 * @param commits the commits in the order of the appends
	 */
	record Stored(List<Commit> commits) implements AppendOutcome {

	}

	/**
	 * The stream did not have the expected version when the statement began; nothing was
	 * stored.
	 */
	record ExpectationFailed() implements AppendOutcome {

	}

	/**
	 * A key was violated, so nothing was stored; a transaction around the statement can
	 * only be rolled back.
	 */
	sealed interface Refused extends AppendOutcome, GroupOutcome {

		/**
		 * Returns the append that violates the key, as far as the server reports it.
		 * @return the append
		 */
		EncodedAppend append();

		/**
		 * Returns the error report of the server. It quotes the row, so it is not used as
		 * the cause of an exception unless no other information is available.
		 * @return the report
		 */
		Exception failure();

	}

	/**
	 * Another writer has stored one of the versions.
	 *
	 * @param append the append
	 * @param failure the error report of the server
	 */
	record StreamMoved(EncodedAppend append, Exception failure) implements Refused {

	}

	/**
	 * An event with one of the ids is stored already.
	 *
	 * @param append the append
	 * @param failure the error report of the server
	 */
	record IdTaken(EncodedAppend append, Exception failure) implements Refused {

	}

}
