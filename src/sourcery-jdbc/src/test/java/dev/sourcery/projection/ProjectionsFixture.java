package dev.sourcery.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionSettings;
import org.junit.jupiter.api.AfterEach;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Projections over a database of their own, and projections for several test classes.
 */
abstract class ProjectionsFixture {

	static final Duration LONG = Duration.ofSeconds(30);

	static final SubscriptionSettings SETTINGS = new SubscriptionSettings(100, Duration.ofMillis(50),
			Duration.ofMillis(10), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));

	final StoreDatabase database = new StoreDatabase();

	final JdbcEventStore store = this.database.store();

	final List<Projections> started = new ArrayList<>();

	@AfterEach
	void stop() {
		this.started.forEach(Projections::stop);
		this.database.close();
	}

	Projections start(Object... projections) {
		return start(this.store, SETTINGS, projections);
	}

	Projections start(JdbcEventStore from, SubscriptionSettings settings, Object... projections) {
		List<ProjectionDefinition> definitions = new ArrayList<>();
		for (Object projection : projections) {
			definitions.add(ProjectionDefinition.of(projection, from.types()));
		}
		Projections running = new Projections(definitions, from, this.database.checkpoints(), settings);
		this.started.add(running);
		running.start();
		return running;
	}

	static ConsistencyToken token(Commit commit) {
		return commit.token().orElseThrow();
	}

	List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Projection("notes")
	static class Notes {

		private final JdbcTemplate jdbc;

		private final Consumer<String> check;

		Notes(JdbcTemplate jdbc) {
			this(jdbc, (text) -> {
			});
		}

		Notes(JdbcTemplate jdbc, Consumer<String> check) {
			this.jdbc = jdbc;
			this.check = check;
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			this.check.accept(event.text());
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from business");
		}

	}

	@Projection("details")
	static class Details {

		final List<String> seen = new CopyOnWriteArrayList<>();

		final List<RecordedEvent<?>> all = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Happened event, Metadata metadata, RecordedEvent<Happened> recorded) {
			this.seen.add(event.text() + " by " + metadata.actor() + " in " + recorded.stream());
			this.all.add(recorded);
		}

	}

}
