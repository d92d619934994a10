package dev.sourcery.subscription;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;

import dev.sourcery.store.ConsistencyToken;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The view of the versions of a read model: its plans, its rights, and nodes of earlier
 * releases.
 */
class VersionViewTests extends VersionsFixture {

	@Test
	void theTablesOfOtherVersionsAreNotRead() throws Exception {
		ConsistencyToken token = write(20);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		this.jdbc.execute("analyze tally_v1; analyze tally_v2");
		List<String> plan = this.jdbc.queryForList(
				"explain (analyze, costs off, timing off, summary off) select * from tally where stream = 's1'",
				String.class);
		assertThat(plan).anyMatch((line) -> line.contains("on tally_v1 (actual"))
			.anyMatch((line) -> line.contains("on tally_v2 (never executed)"));
	}

	@Test
	void aReadInTheOrderOfAnIndexUsesTheIndex() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(20), Nodes.LONG);
		this.jdbc.execute("analyze tally_v1; analyze tally_v2");
		List<String> plan = this.jdbc.execute((ConnectionCallback<List<String>>) (connection) -> {
			JdbcTemplate session = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			// the tables are small
			session.execute("set enable_seqscan = off; set enable_sort = off");
			List<String> lines = session.queryForList(
					"explain (analyze, costs off, timing off, summary off) select * from tally order by stream limit 5",
					String.class);
			session.execute("reset enable_seqscan; reset enable_sort");
			return lines;
		});
		assertThat(plan).anyMatch((line) -> line.contains("Merge Append"))
			.anyMatch((line) -> line.contains("Index Scan using tally_v1_pkey on tally_v1 (actual"))
			.anyMatch((line) -> line.contains("Index Scan using tally_v2_pkey on tally_v2 (never executed)"));
	}

	@Test
	void handlersOfAnEarlierReleaseWriteThroughAViewWithOneBranch() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(3), Nodes.LONG);
		this.jdbc.execute("create view plain as select * from tally_v1 where sourcery.is_live('tally', 1)");
		this.jdbc.update("""
				insert into plain as existing (stream, events) values ('s1', 100)
				on conflict (stream) do update set events = existing.events + excluded.events
				""");
		assertThat(this.jdbc.queryForObject("select events from tally_v1 where stream = 's1'", Long.class))
			.isEqualTo(101);
		assertThat(this.jdbc.update("delete from plain")).isPositive();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.jdbc.update("delete from tally"))
			.withMessageContaining("cannot delete from view");
	}

	@Test
	void theRightsOnTheLanesHoldForTheVersionsAndReadersNeedNone() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(3), Nodes.LONG);
		this.jdbc.execute("create role version_node; create role version_reader; create role version_observer");
		try (InputStream script = getClass().getResourceAsStream("/dev/sourcery/schema/V9__projection_versions.sql")) {
			this.jdbc.execute("grant select, insert, update on sourcery.subscription_lanes to version_node");
			this.jdbc.execute("grant select on sourcery.subscription_lanes to version_observer");
			this.jdbc.execute("grant select on tally to version_reader");
			String migration = new String(script.readAllBytes(), StandardCharsets.UTF_8);
			this.jdbc.execute("set search_path = sourcery; " + migration.substring(migration.indexOf("do $$"))
					+ "; reset search_path");
			assertThat(hasRight("version_node", "projection_versions", "update")).isTrue();
			assertThat(hasRight("version_node", "subscription_lanes", "delete")).isTrue();
			assertThat(hasRight("version_observer", "projection_versions", "select")).isTrue();
			assertThat(hasRight("version_observer", "subscription_lanes", "delete")).isFalse();
			assertThat(this.jdbc.execute((ConnectionCallback<Long>) (connection) -> {
				try (Statement statement = connection.createStatement()) {
					statement.execute("set role version_reader");
					ResultSet rows = statement.executeQuery("select sum(events) from tally");
					rows.next();
					long sum = rows.getLong(1);
					statement.execute("reset role");
					return sum;
				}
			})).isEqualTo(events());
		}
		finally {
			this.jdbc.execute("drop owned by version_node, version_reader, version_observer");
			this.jdbc.execute("drop role version_node; drop role version_reader; drop role version_observer");
		}
	}

}
