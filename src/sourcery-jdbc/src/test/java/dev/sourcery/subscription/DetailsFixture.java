package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;

/**
 * Projections with one lane and with two, whose handlers fail for some texts.
 */
abstract class DetailsFixture {

	final StoreDatabase database = new StoreDatabase();

	final JdbcTemplate jdbc = this.database.jdbc();

	final JdbcEventStore store = this.database.store();

	final Nodes nodes = new Nodes(this.database);

	// texts whose handlers fail; on all nodes
	final Set<String> failing = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, projection text, text text)");
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
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

	void apply(String projection, RecordedEvent<Happened> event) {
		if (this.failing.contains(event.payload().text())) {
			throw new IllegalStateException("cannot apply");
		}
		this.jdbc.update("insert into journal (projection, text) values (?, ?)", projection, event.payload().text());
	}

	@Projection(value = "journal", lanes = 2)
	record Journal(DetailsFixture test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply("journal", event);
		}

	}

	@Projection("single")
	record Single(DetailsFixture test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply("single", event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from journal");
		}

	}

}
