package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Optional;

import dev.sourcery.store.Commit;

/**
 * The outcome of one statement for a group of unrelated appends. If one violates a key,
 * all of them are refused.
 */
sealed interface GroupOutcome permits GroupOutcome.Executed, AppendOutcome.Refused {

	/**
	 * The statement was committed.
	 *
	 * @param commits the commit of each append; empty if the stream did not have the
	 * expected version
	 */
	record Executed(List<Optional<Commit>> commits) implements GroupOutcome {

	}

}
