package dev.sourcery.store.jdbc.oracle;

import java.util.UUID;

/**
 * What a writer knows about one event.
 *
 * @param eventId the id of the event
 * @param began {@link System#nanoTime()} before the append was called
 * @param ended {@link System#nanoTime()} after its transaction had ended
 * @param outcome what became of it
 */
record Written(UUID eventId, long began, long ended, Outcome outcome) {

	enum Outcome {

		COMMITTED, ROLLED_BACK,

		/**
		 * The connection was lost while the commit was under way.
		 */
		UNKNOWN

	}

}
