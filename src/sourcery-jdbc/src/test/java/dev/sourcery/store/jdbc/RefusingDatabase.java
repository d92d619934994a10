package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariConfig;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store whose database refuses, and assertions that its next append succeeds.
 */
abstract class RefusingDatabase {

	final ExecutorService threads = Executors.newCachedThreadPool();

	final List<NewEvent> events = List.of(NewEvent.of(new Happened("1")), NewEvent.of(new Happened("2")));

	StoreDatabase database;

	JdbcTemplate direct;

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
	}

	void start(Consumer<HikariConfig> customizer) {
		this.database = new StoreDatabase(customizer);
		this.direct = new JdbcTemplate(this.database.database().dataSource());
	}

	void startWith(String connectionInitSql) {
		start((pool) -> pool.setConnectionInitSql(connectionInitSql));
	}

	void assertThatItGoesOn(Way way, JdbcEventStore store) {
		assertThat(stored()).isEmpty();
		way.append(this.database, store, this.events);
		assertThat(stored()).containsExactlyElementsOf(this.events.stream().map(NewEvent::eventId).toList());
	}

	static Consumer<Throwable> stateIs(String state) {
		return (failure) -> assertThat(((StoreAccessException) failure).sqlState()).isEqualTo(state);
	}

	List<UUID> stored() {
		return this.direct.queryForList("select event_id from sourcery.events order by position", UUID.class);
	}

}
