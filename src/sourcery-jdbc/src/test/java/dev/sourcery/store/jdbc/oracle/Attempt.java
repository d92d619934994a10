package dev.sourcery.store.jdbc.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.oracle.Written.Outcome;

/**
 * What one writer appends in one transaction, until its outcome is known.
 */
final class Attempt {

	private final Ledger ledger;

	private final List<Begun> events = new ArrayList<>();

	private boolean committing;

	Attempt(Ledger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Makes events that are appended at once.
	 */
	List<NewEvent> events(int count) {
		List<NewEvent> made = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			made.add(NewEvent.of(new Happened("x")));
		}
		long now = System.nanoTime();
		made.forEach((event) -> this.events.add(new Begun(event.eventId(), now)));
		return made;
	}

	int size() {
		return this.events.size();
	}

	/**
	 * The events after the first ones went with a savepoint.
	 */
	void rolledBackAfter(int size) {
		List<Begun> rolledBack = this.events.subList(size, this.events.size());
		note(rolledBack, Outcome.ROLLED_BACK);
		rolledBack.clear();
	}

	/**
	 * From here on a failure tells nothing about the outcome.
	 */
	void committing() {
		this.committing = true;
	}

	void ended() {
		note(this.events, this.committing ? Outcome.COMMITTED : Outcome.ROLLED_BACK);
	}

	void failed() {
		note(this.events, this.committing ? Outcome.UNKNOWN : Outcome.ROLLED_BACK);
	}

	/**
	 * The database has refused, which leaves no doubt.
	 */
	void refused() {
		note(this.events, Outcome.ROLLED_BACK);
	}

	private void note(List<Begun> noted, Outcome outcome) {
		long now = System.nanoTime();
		noted.forEach((event) -> this.ledger.add(new Written(event.eventId(), event.at(), now, outcome)));
	}

	private record Begun(UUID eventId, long at) {

	}

}
