package dev.sourcery.store.jdbc;

import dev.sourcery.store.jdbc.WaitingAppend.State;

/**
 * Callback invoked at each step of the queue, with the state of the append concerned, so
 * that a test can make each step fail.
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
	 * A place in the code after which a failure is still possible.
	 */
	enum Step {

		ENTER, IN_LINE, BEGUN, READY, UNLINKED, TURN_GIVEN, LOOK, EXPIRED, LEAD, TAKE, LINKED, TAKEN, SORTED, EXECUTE,
		EXECUTED, SETTLE, FAILED, END_GROUP, END_MEMBER, GROUP_ENDED, ALONE, STORED_ALONE, ABANDON, LEAVE, LEFT_COUNT,
		LEFT_LINE, LEFT

	}

}
