package dev.sourcery.subscription;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionOptions;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The commits of one projection differ from those of the others.
 */
class NamedCommitTests {

	// the server of the tests does not wait for the disk
	private final StoreDatabase database = new StoreDatabase(
			(config) -> config.setConnectionInitSql("set synchronous_commit to on"));

	private final StatementLog statements = new StatementLog(this.database.dataSource());

	private final JdbcEventStore store = this.database.store();

	private final Map<String, String> modes = new ConcurrentHashMap<>();

	private @Nullable Projections node;

	@AfterEach
	void close() {
		if (this.node != null) {
			this.node.stop();
		}
		this.database.close();
	}

	private static ProjectionDefinition definition(Object projection, EventTypes types, @Nullable Boolean commit) {
		return ProjectionDefinition.of(projection.getClass(), projection, types,
				(options) -> new ProjectionOptions(options.lanes(), options.onFailure(), options.batchSize(),
						options.dropPrevious(), commit, options.mode()));
	}

	private void recordMode(String projection) {
		this.modes.put(projection,
				new JdbcTemplate(this.statements).queryForObject("show synchronous_commit", String.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theOptionOfOneProjectionOverridesTheConfigurationForThisOneOnly(boolean configured) throws Exception {
		JdbcTransactionManager transactions = new JdbcTransactionManager(this.statements);
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(this.statements, transactions, StoreDatabase.SCHEMA,
				Nodes.LONG, configured);
		this.node = new Projections(
				List.of(definition(new Plain(this), this.store.types(), null),
						definition(new Named(this), this.store.types(), !configured)),
				this.store, checkpoints, Nodes.SETTINGS);
		this.node.start();
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		this.node.await("plain", token, Nodes.LONG);
		this.node.await("named", token, Nodes.LONG);
		assertThat(this.modes).containsEntry("plain", configured ? "off" : "on")
			.containsEntry("named", configured ? "on" : "off");
		assertThat(this.statements.statements())
			.filteredOn((sql) -> sql.contains("skip locked") && sql.contains("? <="))
			.as("the first statements of the batches")
			.anyMatch((sql) -> sql.contains("synchronous_commit"))
			.anyMatch((sql) -> !sql.contains("synchronous_commit"));
	}

	@Test
	void aProjectionInTheTransactionOfTheAppendHasNoSuchOption() {
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> definition(new Joining(), this.store.types(), true))
			.withMessageContaining("commits with the append");
	}

	@Projection("plain")
	private record Plain(NamedCommitTests test) {

		@EventHandler
		void on(Happened event) {
			this.test.recordMode("plain");
		}

	}

	@Projection("named")
	private record Named(NamedCommitTests test) {

		@EventHandler
		void on(Happened event) {
			this.test.recordMode("named");
		}

	}

	@Projection(value = "joining", mode = ProjectionMode.IN_TRANSACTION)
	private static final class Joining {

		@EventHandler
		void on(Happened event) {
		}

	}

}
