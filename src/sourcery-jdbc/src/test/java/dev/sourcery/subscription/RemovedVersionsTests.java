package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionOperations;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Versions that are removed by an operator, on a node without the projection.
 */
class RemovedVersionsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ProjectionOperations operator = this.nodes.create(Nodes.SETTINGS, new Other()).operatedBy("ada");

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	private void run(Object projection) throws Exception {
		Projections node = this.nodes.start(projection);
		node.await("counted", append(this.store, "s", "1").token().orElseThrow(), Nodes.LONG);
		node.stop();
	}

	private boolean isLive(int version) {
		return this.jdbc.queryForObject("select sourcery.is_live('counted', ?)", Boolean.class, version);
	}

	@Test
	void theVersionThatReadersReadIsNotRemovedWhileAnotherIsBuilt() throws Exception {
		run(new Counted1());
		this.jdbc.update("""
				insert into sourcery.subscription_lanes (name, subscription_version, lane, position)
				values ('counted', 2, 0, 0)
				""");
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> this.operator.remove("counted", 1))
			.withMessageContaining("is live");
		assertThat(isLive(1)).isTrue();
		this.operator.remove("counted", 2);
		this.operator.remove("counted", 1);
		assertThat(this.jdbc.queryForList("select name from sourcery.projection_versions", String.class)).isEmpty();
	}

	@Test
	void afterAllVersionsAreRemovedAVersionIsLiveFromItsStart() throws Exception {
		run(new Counted2());
		assertThat(isLive(2)).isTrue();
		this.operator.remove("counted", 2);
		run(new Counted1());
		assertThat(isLive(1)).isTrue();
	}

	@Projection("counted")
	private static final class Counted1 {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

	@Projection(value = "counted", version = 2)
	private static final class Counted2 {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

	@Projection("other")
	private static final class Other {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

}
