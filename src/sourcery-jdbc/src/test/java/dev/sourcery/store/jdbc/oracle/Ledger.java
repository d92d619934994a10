package dev.sourcery.store.jdbc.oracle;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.sourcery.store.jdbc.oracle.Written.Outcome;

/**
 * What all writers know. Thread-safe.
 */
final class Ledger {

	private final Queue<Written> written = new ConcurrentLinkedQueue<>();

	Attempt attempt() {
		return new Attempt(this);
	}

	void add(Written event) {
		this.written.add(event);
	}

	List<Written> written() {
		return List.copyOf(this.written);
	}

	long count(Outcome outcome) {
		return this.written.stream().filter((event) -> event.outcome() == outcome).count();
	}

}
