package dev.sourcery.store.jdbc.oracle;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.tail.SettledPosition;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps what it has read, and how far it is, in the database, as a projection does.
 */
final class StoredReader implements Reader {

	private final LaneKey key;

	private final JdbcEventStore store;

	private final Checkpoints checkpoints;

	private final JdbcTemplate jdbc;

	StoredReader(Node node) {
		this.key = new SubscriptionKey("reader", 1).lane(0);
		this.store = node.store();
		this.checkpoints = node.checkpoints();
		this.jdbc = node.jdbc();
	}

	static void createTable(JdbcTemplate jdbc) {
		jdbc.execute("""
				create table delivered (
				    id bigserial primary key, position bigint, event_id uuid, aggregate_type text, stream_id text,
				    version bigint)
				""");
	}

	@Override
	public void look() {
		SettledPosition settled = this.store.settledPosition();
		Position from = this.checkpoints.loadOrCreate(this.key);
		if (settled.position().isAfter(from)) {
			List<Delivered> events = this.store.readAll(EventQuery.all().after(from), settled)
				.<Delivered>map(Delivered::of)
				.toList();
			this.checkpoints.advance(new Fence(this.key, 1, 0), from, settled.position(), settled.incarnation(),
					() -> events.forEach(this::keep));
		}
	}

	private void keep(Delivered event) {
		this.jdbc.update("insert into delivered (" + Delivered.COLUMNS + ") values (?, ?, ?, ?, ?)", event.position(),
				event.eventId(), event.stream().aggregateType(), event.stream().id(), event.version());
	}

	@Override
	public List<Delivered> delivered() {
		return this.jdbc.query("select " + Delivered.COLUMNS + " from delivered order by id",
				(rows, number) -> Delivered.of(rows));
	}

}
