package dev.sourcery.store.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The appends that may be started next, oldest first, linked through the appends
 * themselves: like {@link StreamQueues}, it allocates nothing. Guarded by the queue's
 * lock.
 */
final class ReadyAppends {

	private @Nullable WaitingAppend first;

	private @Nullable WaitingAppend last;

	private int size;

	@Nullable WaitingAppend first() {
		return this.first;
	}

	int size() {
		return this.size;
	}

	/**
	 * Adds an append, unless present.
	 */
	void add(WaitingAppend append) {
		if (append.linkedAsReady) {
			return;
		}
		append.linkedAsReady = true;
		append.previousReady = this.last;
		append.nextReady = null;
		if (this.last == null) {
			this.first = append;
		}
		else {
			this.last.nextReady = append;
		}
		this.last = append;
		this.size++;
	}

	/**
	 * Removes an append, if present.
	 */
	void remove(WaitingAppend append) {
		if (!append.linkedAsReady) {
			return;
		}
		append.linkedAsReady = false;
		if (append.previousReady == null) {
			this.first = append.nextReady;
		}
		else {
			append.previousReady.nextReady = append.nextReady;
		}
		if (append.nextReady == null) {
			this.last = append.previousReady;
		}
		else {
			append.nextReady.previousReady = append.previousReady;
		}
		append.previousReady = null;
		append.nextReady = null;
		this.size--;
	}

}
