package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;

/**
 * A projection with two lanes whose handlers wait or fail, on several nodes.
 */
abstract class PauseFixture {

	final StoreDatabase database = new StoreDatabase();

	final JdbcTemplate jdbc = this.database.jdbc();

	final JdbcEventStore store = this.database.store();

	final Nodes nodes = new Nodes(this.database);

	final ExecutorService threads = Executors.newCachedThreadPool();

	// texts whose handlers fail; on all nodes
	final Set<String> failing = ConcurrentHashMap.newKeySet();

	volatile CountDownLatch gate = new CountDownLatch(0);

	volatile CountDownLatch inHandler = new CountDownLatch(1);

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, stream text, text text)");
	}

	@AfterEach
	void close() {
		this.gate.countDown();
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	List<String> journal() {
		return this.jdbc.queryForList("select text from journal order by id", String.class);
	}

	ConsistencyToken write(String stream, String... texts) {
		return append(this.store, stream, texts).token().orElseThrow();
	}

	List<String> operations() {
		return this.jdbc.queryForList("""
				select actor || ': ' || operation || ' ' || name || ' ' || outcome
				from sourcery.subscription_operations
				order by id
				""", String.class);
	}

	void awaitState(Projections node, SubscriptionState state) {
		Awaitility.await().until(() -> node.status("journal").state() == state);
	}

	void apply(RecordedEvent<Happened> event) throws InterruptedException {
		this.inHandler.countDown();
		this.gate.await();
		if (this.failing.contains(event.payload().text())) {
			throw new IllegalStateException("cannot apply");
		}
		this.jdbc.update("insert into journal (stream, text) values (?, ?)", event.stream().id(),
				event.payload().text());
	}

	@Projection(value = "journal", lanes = 2)
	record Journal(PauseFixture test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.test.apply(event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from journal");
		}

	}

	@Projection(value = "joining", mode = ProjectionMode.IN_TRANSACTION)
	record Joining() {

		@EventHandler
		void on(Happened event) {
		}

	}

}
