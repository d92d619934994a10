package dev.sourcery.store.jdbc.oracle;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;

/**
 * Reads up to the settled position and remembers it.
 */
final class SettledReader implements Reader {

	private final JdbcEventStore store;

	private final List<Delivered> delivered = new ArrayList<>();

	private Position position = Position.START;

	private ServerIncarnation incarnation;

	SettledReader(JdbcEventStore store) {
		this.store = store;
	}

	@Override
	public void look() {
		SettledPosition settled = this.store.settledPosition();
		if (!settled.incarnation().equals(this.incarnation)) {
			this.incarnation = settled.incarnation();
			this.position = last();
		}
		this.store.readAll(EventQuery.all().after(this.position), settled)
			.map(Delivered::of)
			.forEach(this.delivered::add);
		this.position = settled.position().isAfter(this.position) ? settled.position() : this.position;
	}

	// a crash may take back positions, but none of an event that was read
	private Position last() {
		return this.delivered.isEmpty() ? Position.START
				: new Position(this.delivered.get(this.delivered.size() - 1).position());
	}

	@Override
	public List<Delivered> delivered() {
		return this.delivered;
	}

}
