package dev.sourcery.projection;

import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import dev.sourcery.test.projection.ProjectionScenario;
import dev.sourcery.test.projection.TestProjections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The test kit for projections, on PostgreSQL.
 */
class ProjectionScenarioTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	@AfterEach
	void close() {
		this.database.close();
	}

	private List<String> rows() {
		return this.jdbc.queryForList("select note from business order by id", String.class);
	}

	private ProjectionScenario scenario(Object projection) {
		return ProjectionScenario.of(projection, this.store, this.database.checkpoints());
	}

	@Test
	void aReadModelIsComparedAfterItsEvents() {
		scenario(new Notes(this.jdbc)).given("thing", "a", new Happened("1"), new Happened("2"))
			.given("thing", "b", new Happened("3"))
			.expect(this::rows, List.of("1", "2", "3"))
			.given("thing", "a", new Happened("4"))
			.expect(this::rows, List.of("1", "2", "3", "4"))
			.expectSameAfterRebuild(this::rows)
			.expectMode(ProjectionMode.ASYNCHRONOUS);
	}

	@Test
	void anotherReadModelThanExpectedFails() {
		ProjectionScenario scenario = scenario(new Notes(this.jdbc)).given("thing", "a", new Happened("1"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> scenario.expect(this::rows, List.of()))
			.withMessage("Projection notes: expected [] after the events, but got [1]");
	}

	@Test
	void aReadModelThatDependsOnTheTimeOfItsEventsFailsAfterARebuild() {
		int[] runs = { 0 };
		ProjectionScenario scenario = scenario(new Notes(this.jdbc)).given("thing", "a", new Happened("1"));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> scenario.expectSameAfterRebuild(() -> runs[0]++))
			.withMessageContaining("after a rebuild");
	}

	@Test
	void aHandlerThatFailsIsNotRetried() {
		ProjectionScenario scenario = scenario(new Refusing()).given("thing", "a", new Happened("1"));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> scenario.expect(this::rows, List.of()))
			.withRootCauseInstanceOf(UnsupportedOperationException.class)
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.BLOCKED));
	}

	@Test
	void theEffectsOfAnInTransactionProjectionComeWithTheAppend() {
		ProjectionScenario scenario = scenario(new Joined(this.jdbc)).given("thing", "a", new Happened("1"));
		assertThat(rows()).containsExactly("1");
		scenario.expect(this::rows, List.of("1")).expectMode(ProjectionMode.IN_TRANSACTION);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> scenario.expectMode(ProjectionMode.ASYNCHRONOUS));
	}

	@Test
	void projectionsThatRunByThemselvesAreAwaited() throws Exception {
		Projections running = new Projections(
				List.of(ProjectionDefinition.of(new Notes(this.jdbc), this.store.types())), this.store,
				this.database.checkpoints(), ProjectionsFixture.SETTINGS);
		TestProjections control = new TestProjections(running);
		running.start();
		try {
			StoreDatabase.append(this.store, "a", "1");
			control.awaitProjections();
			assertThat(rows()).containsExactly("1");
			assertThatIllegalStateException().isThrownBy(control::catchUp).withMessageContaining("@ManualProjections");
		}
		finally {
			running.stop();
		}
		StoreDatabase.append(this.store, "a", "2");
		assertThat(control.catchUp().wasBehind("notes")).isTrue();
		assertThat(control.catchUp().wasBehind("notes")).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> control.catchUp().mode("unknown"));
	}

	@Projection("notes")
	private record Notes(JdbcTemplate jdbc) {

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from business");
		}

	}

	@Projection("refusing")
	private static final class Refusing {

		@EventHandler
		void on(Happened event) {
			throw new UnsupportedOperationException("as if");
		}

	}

	@Projection(value = "joined", mode = ProjectionMode.IN_TRANSACTION)
	private record Joined(JdbcTemplate jdbc) {

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

	}

}
