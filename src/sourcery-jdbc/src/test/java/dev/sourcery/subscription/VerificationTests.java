package dev.sourcery.subscription;

import dev.sourcery.event.Position;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The stored state of projections is compared with the events.
 */
class VerificationTests extends DetailsFixture {

	@Test
	void aConsistentProjectionHasNoProblems() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("b", "4");
		write("a", "1", "2", "3");
		one.await("journal", write("c", "5"), Nodes.LONG);
		VerificationReport report = one.operatedBy("ada").verify("journal");
		assertThat(report.problems()).isEmpty();
		assertThat(report.isConsistent()).isTrue();
		assertThat(report.upTo()).isEqualTo(new Position(5));
		assertThat(token).isNotNull();
		assertThat(operations()).containsExactly("ada: verify journal done: 0 problems");
	}

	@Test
	void eventsThatAreMissingAreFound() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		write("a", "1", "2", "3");
		write("b", "4", "5");
		one.await("journal", write("c", "6"), Nodes.LONG);
		one.stop();
		this.jdbc.execute("""
				begin;
				set local sourcery.rewrite_history = 'on';
				alter table sourcery.events disable trigger events_append_only;
				delete from sourcery.events where position in (2, 4, 6);
				alter table sourcery.events enable trigger events_append_only;
				commit
				""");
		assertThat(one.operatedBy("application").verify("journal").problems())
			.anySatisfy((problem) -> assertThat(problem)
				.isEqualTo("Stream thing/a has 2 events up to position 6, but their versions are 1 to 3"))
			.anySatisfy((problem) -> assertThat(problem)
				.isEqualTo("Stream thing/b has 1 events up to position 6, but their versions are 2 to 2"))
			.anySatisfy((problem) -> assertThat(problem).contains("is at position 6, but no event has this position"));
	}

	@Test
	void rowsThatDisagreeAreFound() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.stop();
		this.jdbc.update("""
				update sourcery.subscription_lanes
				set position = 99, paused = true, next_lanes = 3, owner = 'x', lease_until = null,
				    failing_position = 100
				where lane = 1
				""");
		this.jdbc.update("""
				insert into sourcery.parked_events (name, subscription_version, position, key, attempts)
				values ('journal', 1, 50, 'thing/a', 1), ('journal', 1, 200, 'thing/a', 0)
				""");
		assertThat(one.operatedBy("application").verify("journal").problems()).containsExactly(
				"Lane 1 is at position 99, but the last position is 1", "Lane 1 is paused, but lane 0 is not paused",
				"Lane 1 stops at null for 3 lanes, but lane 0 stops at null for null",
				"Lane 1 has an incomplete record of the event that fails",
				"Lane 1 fails at position 100, but the last position is 1", "Lane 1 has an owner without a lease",
				"The event at position 50 is parked, but is not stored",
				"The event at position 200 is parked, but no lane has passed position 99");
		this.jdbc.update("delete from sourcery.subscription_lanes where lane = 1");
		assertThat(one.operatedBy("application").verify("journal").problems()).contains("Lane 1 of 2 is missing");
		this.jdbc.update("delete from sourcery.subscription_lanes");
		assertThat(one.operatedBy("application").verify("journal").problems()).contains("Lane 0 is missing");
	}

	@Test
	void checkpointsInMemoryHaveNoDetails() {
		Projections memory = this.nodes.create(this.store, new InMemoryCheckpoints(), Nodes.SETTINGS, new Single(this));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> memory.details("single"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(memory::all);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> memory.operatedBy("application").verify("single"));
	}

}
