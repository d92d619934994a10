package dev.sourcery.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The log of the operations on projections, those on versions included.
 */
class RecordedOperationsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final AtomicBoolean failing = new AtomicBoolean();

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	private void awaitApplied(Projections node, String name) throws InterruptedException {
		node.await(name, append(this.store, "s", "1").token().orElseThrow(), Nodes.LONG);
	}

	private static List<String> texts(List<RecordedOperation> operations) {
		return operations.stream()
			.map((operation) -> "%s: %s %s %s: %s".formatted(operation.actor(), operation.kind(), operation.key(),
					operation.details(), operation.outcome()))
			.toList();
	}

	private void awaitLive(int version) {
		Awaitility.await()
			.atMost(Nodes.LONG)
			.until(() -> this.jdbc.queryForObject("select sourcery.is_live('counted', ?)", Boolean.class, version));
	}

	@Test
	void operationsAreReadFromAnyNodeNewestFirst() throws Exception {
		Projections node = this.nodes.start(new Counted1(), new Other());
		awaitApplied(node, "counted");
		Instant before = this.jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class).toInstant();
		node.operatedBy("ada").pause("counted");
		node.operatedBy("bob").moveTo("counted", Position.START);
		node.pause("other");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> node.operatedBy("ada").skipEvent("counted", new Position(7)));

		Projections reader = this.nodes.create(Nodes.SETTINGS, new Other());
		List<RecordedOperation> read = reader.recordedOperations("counted", 10);
		assertThat(texts(read)).hasSize(3)
			.endsWith("bob: MOVE counted (version 1) to position 0: done: all lanes are at 0",
					"ada: PAUSE counted (version 1) null: done");
		assertThat(texts(read).get(0)).startsWith("ada: SKIP_EVENT counted (version 1) position 7: refused: ");
		assertThat(read).extracting(RecordedOperation::at)
			.isSortedAccordingTo((one, other) -> other.compareTo(one))
			.allMatch((at) -> !at.isBefore(before));
		assertThat(read).extracting(RecordedOperation::node).doesNotContainNull().doesNotContain("").hasSize(3);
		assertThat(reader.recordedOperations("counted", 1)).containsExactly(read.get(0));
		assertThat(reader.operatedBy("ada").recordedOperations(10)).hasSize(4)
			.extracting((operation) -> operation.key().name())
			.containsExactly("counted", "other", "counted", "counted");
		assertThat(reader.recordedOperations("unknown", 10)).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> reader.recordedOperations("counted", 0));
	}

	@Test
	void anOperationOfALaterReleaseIsRead() {
		this.jdbc
			.update("""
					insert into sourcery.subscription_operations (actor, node, name, subscription_version, operation, outcome)
					values ('ada', 'n', 'counted', 1, 'clone', 'done')
					""");
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Other());
		assertThat(reader.recordedOperations("counted", 10)).singleElement()
			.satisfies((operation) -> assertThat(operation.kind()).isEqualTo(OperationKind.UNKNOWN));
	}

	@Test
	void checkpointsInMemoryHaveNoLog() {
		InMemoryEventStore memory = new InMemoryEventStore(new JsonEventSerializer(this.store.types()));
		Projections node = this.nodes.create(memory, new InMemoryCheckpoints(), Nodes.SETTINGS, new Other());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> node.recordedOperations("other", 10))
			.withMessageContaining("not stored in a database");
	}

	@Test
	void operationsOnVersionsAreRecordedWithTheirActor() throws Exception {
		Projections one = this.nodes.start(new Counted1());
		awaitApplied(one, "counted");
		Projections two = this.nodes.start(new Counted2(this));
		awaitLive(2);
		assertThat(texts(one.recordedOperations("counted", 10))).as("by configuration")
			.containsExactly("sourcery: TAKE_OVER counted (version 2) null: done");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> two.operatedBy("ada").version("counted", 1).drop())
			.withMessageContaining("while nodes run it");
		two.stop();
		one.operatedBy("bob").version("counted", 1).takeOver();
		one.operatedBy("bob").version("counted", 1).takeOver();
		assertThatIllegalStateException().isThrownBy(() -> one.version("counted", 2).takeOver())
			.withMessageContaining("does not have");
		one.operatedBy("cleo").version("counted", 2).drop();
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> one.version("counted", 2).drop());
		List<String> texts = texts(one.recordedOperations("counted", 5));
		assertThat(texts.get(0)).startsWith("application: DROP counted (version 2) null: refused: The drop of counted");
		assertThat(texts.subList(1, 4)).containsExactly(
				"cleo: DROP counted (version 2) null: done: with 0 parked events",
				"bob: TAKE_OVER counted (version 1) null: done: was live already",
				"bob: TAKE_OVER counted (version 1) null: done");
		assertThat(texts.get(4)).startsWith("ada: DROP counted (version 1) null: refused: counted (version 1) cannot");
	}

	@Test
	void aTakeOverThatIsRefusedIsRecorded() throws Exception {
		awaitApplied(this.nodes.start(new Counted1()), "counted");
		this.failing.set(true);
		Projections two = this.nodes.start(new Counted2(this));
		Awaitility.await().until(() -> !two.version("counted", 2).parked(10).isEmpty());
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> two.operatedBy("ada").version("counted", 2).takeOver())
			.withMessageContaining("parked");
		assertThat(texts(two.recordedOperations("counted", 10)))
			.containsExactly("ada: TAKE_OVER counted (version 2) null: refused: counted (version 2) has parked events");
	}

	@Test
	void aDropThatFailsLeavesNothingButItsRecord() throws Exception {
		Projections one = this.nodes.start(new Counted1());
		awaitApplied(one, "counted");
		this.jdbc.update("""
				insert into sourcery.subscription_lanes (name, subscription_version, lane, position)
				values ('counted', 2, 0, 0)
				""");
		this.jdbc.execute("alter table sourcery.subscription_operations add check (outcome not like 'done%')");
		int lanes = this.jdbc.queryForObject("select count(*) from sourcery.subscription_lanes", Integer.class);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> one.operatedBy("ada").within(Duration.ofSeconds(5)).version("counted", 2).drop());
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.subscription_lanes", Integer.class))
			.isEqualTo(lanes);
		assertThat(texts(one.recordedOperations("counted", 10))).singleElement()
			.asString()
			.startsWith(
					"ada: DROP counted (version 2) null: failed: org.springframework.dao.DataIntegrityViolationException");
	}

	@Projection("counted")
	private static final class Counted1 {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

	@Projection(value = "counted", version = 2, onFailure = FailureAction.PARK)
	private record Counted2(RecordedOperationsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			if (this.test.failing.get()) {
				throw new IllegalStateException("cannot apply");
			}
		}

	}

	@Projection("other")
	private static final class Other {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

}
