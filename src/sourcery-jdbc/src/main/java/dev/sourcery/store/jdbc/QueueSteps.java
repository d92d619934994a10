package dev.sourcery.store.jdbc;

import dev.sourcery.store.jdbc.WaitingAppend.State;

/**
 * Is called at every step of the queue, with the state of the append concerned, so that a
 * test can let each of them fail.
 */
@FunctionalInterface
interface QueueSteps {

	/**
	 * Does nothing.
	 */
	QueueSteps NONE = (step, state) -> {
	};

	void reached(Step step, State state);

	/**
	 * A place in the code behind which something may still fail.
	 */
	enum Step {

		ENTER, IN_LINE, BEGUN, READY, UNLINKED, TURN_GIVEN, LOOK, EXPIRED, LEAD, TAKE, LINKED, TAKEN, SORTED, EXECUTE,
		EXECUTED, SETTLE, FAILED, END_GROUP, END_MEMBER, GROUP_ENDED, ALONE, STORED_ALONE, ABANDON, LEAVE, LEFT_COUNT,
		LEFT_LINE, LEFT

	}

}
