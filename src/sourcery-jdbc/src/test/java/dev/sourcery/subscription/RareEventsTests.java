package dev.sourcery.subscription;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.SettledPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A projection whose events are rare among those of other types.
 */
class RareEventsTests {

	private static final int OTHERS = 300_000;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final AtomicInteger timeouts = new AtomicInteger();

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aStatementTimeoutIsNoObstacle() throws Exception {
		append(this.store, "s", "1");
		insertOthers();
		ConsistencyToken token = append(this.store, "s", "2", "3").token().orElseThrow();
		Projections projections = this.nodes.create(withTimeoutBeyond(30_000), this.database.checkpoints(),
				Nodes.SETTINGS, new Rare(this.database));
		projections.start();
		projections.await("rare", token, Duration.ofSeconds(60));

		assertThat(this.database.jdbc().queryForList("select note from business order by id", String.class))
			.containsExactly("1", "2", "3");
		assertThat(this.timeouts).as("timeouts").hasValueBetween(1, 10);
	}

	@Test
	void eventsOfOtherTypesArePassedUpToTheEnd() throws Exception {
		append(this.store, "s", "1");
		insertOthers();
		Projections projections = this.nodes.create(this.store, this.database.checkpoints(), Nodes.SETTINGS,
				new Rare(this.database));
		projections.start();
		Position last = this.store.lastPosition(new Position(Long.MAX_VALUE));
		projections.await("rare", new ConsistencyToken(last), Nodes.LONG);
		projections.stop();
		assertThat(this.database.checkpoints().loadOrCreate(new SubscriptionKey("rare", 1).lane(0))).isEqualTo(last);
	}

	private void insertOthers() {
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
				                             schema_version, metadata, payload)
				select 'thing', 'other', n, gen_random_uuid(), 'thing.ignored', 1, '{}', '{"text":""}'
				from generate_series(1, ?) n
				""", OTHERS);
	}

	/**
	 * The store, whose statements take too long if they look through more than a number
	 * of positions.
	 */
	private WholeStore withTimeoutBeyond(long positions) {
		return (WholeStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { WholeStore.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("fetchPage")) {
						EventQuery query = (EventQuery) arguments[0];
						long end = Math.min(query.upTo().value(), ((SettledPosition) arguments[1]).position().value());
						if (end - query.after().value() > positions) {
							this.timeouts.incrementAndGet();
							throw new StoreTimeoutException(StoreOperation.READ, "57014",
									new IllegalStateException("canceling statement due to statement timeout"));
						}
					}
					try {
						return method.invoke(this.store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	interface WholeStore extends EventStore, EventTail, AppendHooks {

	}

	@Projection("rare")
	private record Rare(StoreDatabase database) {

		@EventHandler
		void on(Happened event) {
			this.database.jdbc().update("insert into business (note) values (?)", event.text());
		}

	}

}
