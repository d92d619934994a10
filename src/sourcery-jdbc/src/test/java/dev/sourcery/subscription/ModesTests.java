package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The mode of a projection comes from the configuration and takes effect with a
 * hand-over.
 */
class ModesTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final List<ModeNode> nodes = new ArrayList<>();

	@BeforeEach
	void createJournal() {
		ModeNode.createJournal(this.jdbc);
	}

	@AfterEach
	void close() {
		this.nodes.forEach(ModeNode::close);
		this.database.close();
	}

	private ModeNode create(ProjectionMode mode) {
		return added(new ModeNode(this.database, mode));
	}

	private ModeNode start(ProjectionMode mode) {
		return create(mode).start();
	}

	private ModeNode added(ModeNode node) {
		this.nodes.add(node);
		return node;
	}

	private List<Long> applied() {
		return this.jdbc.queryForList("select position from journal order by id", Long.class);
	}

	private ConsistencyToken write(EventStore store) {
		return append(store, "s", "text").token().orElseThrow();
	}

	private boolean isEnforced() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select tgenabled <> 'D' from pg_trigger
				where tgrelid = 'sourcery.events'::regclass and tgname = 'events_applied'
				""", Boolean.class));
	}

	@Test
	void aNewProjectionIsAppliedByAppendsFromItsFirstStart() throws Exception {
		write(this.database.store());
		ModeNode created = create(IN_TRANSACTION);
		write(created.store());
		assertThat(applied()).as("before the start").containsExactly(2L);
		created.start();
		assertThat(isEnforced()).isTrue();
		ConsistencyToken token = write(created.store());
		assertThat(applied()).containsExactly(2L, 3L);
		created.projections().await("journal", token, Nodes.LONG);
		assertThat(created.projections().status("journal").mode()).isEqualTo(IN_TRANSACTION);
		assertThat(created.projections().details("journal").isInTransaction()).isTrue();
		assertThat(created.projections().details("journal").isPaused()).isFalse();
		assertThat(created.projections().details("journal").lag().events()).isZero();
	}

	@Test
	void itJoinsWhenTheLastAsynchronousNodeHasStoppedAndLeavesBeforeOneAppends() throws Exception {
		ModeNode asynchronous = start(ASYNCHRONOUS);
		asynchronous.projections().await("journal", write(asynchronous.store()), Nodes.LONG);
		ModeNode joining = start(IN_TRANSACTION);
		joining.awaitMode(ASYNCHRONOUS);
		joining.projections().await("journal", write(joining.store()), Nodes.LONG);
		assertThat(ModeNode.storedMode(this.database)).as("while the other node lives").isEqualTo(ASYNCHRONOUS);

		asynchronous.close();
		joining.awaitMode(IN_TRANSACTION);
		write(joining.store());
		assertThat(applied()).containsExactly(1L, 2L, 3L);

		ModeNode created = create(ASYNCHRONOUS);
		write(created.store());
		assertThat(applied()).as("a node that has not started yet").containsExactly(1L, 2L, 3L, 4L);
		created.start();
		assertThat(ModeNode.storedMode(this.database)).isEqualTo(ASYNCHRONOUS);
		assertThat(isEnforced()).isFalse();
		write(created.store());
		joining.projections().await("journal", write(joining.store()), Nodes.LONG);
		assertThat(applied()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
		joining.awaitMode(ASYNCHRONOUS);
	}

	@Test
	void aRebuildAppliesAllEventsByLanesAndJoinsAgain() throws Exception {
		write(this.database.store());
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		assertThat(applied()).containsExactly(2L);
		node.projections().rebuild("journal");
		node.projections().await("journal", write(node.store()), Nodes.LONG);
		assertThat(applied()).containsExactly(1L, 2L, 3L);
		node.awaitMode(IN_TRANSACTION);
		write(node.store());
		assertThat(applied()).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void operationsOnLanesThatStandAreRefusedAlsoThoseOfOtherReleases() {
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		Awaitility.await().until(() -> !node.projections().details("journal").lanes().isEmpty());
		assertThatIllegalStateException().isThrownBy(() -> node.projections().pause("journal"));
		assertThatIllegalStateException().isThrownBy(() -> node.projections().changeLanes("journal", 2));
		for (String change : List.of("paused = false", "position = 5", "stop_at = 1, next_lanes = 2")) {
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(
						() -> this.jdbc.update("update sourcery.subscription_lanes set fence = fence + 1, " + change))
				.withMessageContaining("its lanes cannot be changed");
		}
		this.jdbc.update("delete from sourcery.subscription_lanes");
		this.jdbc.update(
				"insert into sourcery.subscription_lanes (name, subscription_version, lane, position) values ('journal', 1, 0, 0)");
		assertThat(this.jdbc.queryForObject("select paused and joined from sourcery.subscription_lanes", Boolean.class))
			.as("inserted by a node that does not know of modes")
			.isTrue();
	}

}
