package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionOptions;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A node with a store of its own and one projection, which writes a row into a journal
 * for each event.
 */
final class ModeNode implements AutoCloseable {

	private final StoreDatabase database;

	private final JdbcEventStore store;

	private final Projections projections;

	ModeNode(StoreDatabase database, ProjectionMode mode) {
		this(database, mode, new Journal(database.jdbc()));
	}

	ModeNode(StoreDatabase database, ProjectionMode mode, Object projection) {
		this(database, database.store(), database.checkpoints(), mode, projection);
	}

	ModeNode(StoreDatabase database, JdbcEventStore store, Checkpoints checkpoints, ProjectionMode mode,
			Object projection) {
		this.database = database;
		this.store = store;
		ProjectionDefinition definition = ProjectionDefinition.of(projection.getClass(), projection, this.store.types(),
				(options) -> with(options, mode));
		this.projections = new Projections(List.of(definition), this.store, checkpoints, Nodes.SETTINGS);
	}

	private static ProjectionOptions with(ProjectionOptions options, ProjectionMode mode) {
		return new ProjectionOptions(options.lanes(), options.onFailure(), options.batchSize(), options.dropPrevious(),
				options.asynchronousCommit(), mode);
	}

	ModeNode start() {
		this.projections.start();
		return this;
	}

	JdbcEventStore store() {
		return this.store;
	}

	Projections projections() {
		return this.projections;
	}

	void awaitMode(ProjectionMode mode) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> storedMode(this.database) == mode && this.projections.status("journal").mode() == mode);
	}

	static ProjectionMode storedMode(StoreDatabase database) {
		return Boolean.TRUE.equals(database.jdbc()
			.queryForObject("select bool_or(in_transaction) from sourcery.projection_modes where name = 'journal'",
					Boolean.class)) ? ProjectionMode.IN_TRANSACTION : ProjectionMode.ASYNCHRONOUS;
	}

	@Override
	public void close() {
		this.projections.stop();
	}

	static void createJournal(JdbcTemplate jdbc) {
		jdbc.execute("""
				create table journal (
				    id bigint generated always as identity primary key,
				    stream text, version bigint, position bigint)
				""");
	}

	@Projection(value = "journal", lanes = 3)
	static class Journal {

		private final JdbcTemplate jdbc;

		Journal(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update("insert into journal (stream, version, position) values (?, ?, ?)", event.stream().id(),
					event.version(), event.position().value());
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from journal");
		}

	}

}
