package dev.sourcery.projection;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.FailureAction;
import dev.sourcery.subscription.Lag;
import dev.sourcery.subscription.SubscriptionMeasurement;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The measurements of all projections, by one query.
 */
class ProjectionMeasurementsTests {

	private static final SubscriptionSettings SETTINGS = new SubscriptionSettings(100, Duration.ofMillis(50),
			Duration.ofMillis(10), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));

	private static final Duration LONG = Duration.ofSeconds(30);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	private final Projections node = node(this.store, this.database.checkpoints());

	@AfterEach
	void close() {
		this.node.stop();
		this.database.close();
	}

	private Projections node(EventStore events, Checkpoints checkpoints) {
		return new Projections(Stream.of(new Plain(), new Parking(this), new Joining())
			.map((projection) -> ProjectionDefinition.of(projection, events.types()))
			.toList(), events, checkpoints, SETTINGS);
	}

	private static ProjectionMeasurements now(Projections projections) {
		return new ProjectionMeasurements(projections, Duration.ZERO);
	}

	private SubscriptionMeasurement measure(String name) {
		return now(this.node).get(name).orElseThrow();
	}

	@Test
	void allProjectionsAreMeasuredByOneStatementPerInterval() {
		append(this.store, "a", "1");
		StatementLog statements = new StatementLog(this.database.dataSource());
		Projections other = node(this.store,
				new JdbcCheckpoints(statements, new JdbcTransactionManager(statements), StoreDatabase.SCHEMA));
		// the modes are read when the node is created
		statements.statements().clear();
		ProjectionMeasurements measurements = new ProjectionMeasurements(other, Duration.ofHours(1));
		assertThat(measurements.names()).containsExactly("plain", "parking", "joining");
		for (int scrape = 0; scrape < 3; scrape++) {
			for (String name : measurements.names()) {
				assertThat(measurements.get(name).orElseThrow().lag()).isNotNull()
					.extracting(Lag::events)
					.isEqualTo(1L);
				assertThat(measurements.isBlocked(name)).isFalse();
			}
		}
		assertThat(statements.statements()).hasSize(1);
	}

	@Test
	void theLagEndsWhenTheEventsAreAppliedAlsoThoseWithoutAHandler() throws Exception {
		append(this.store, "a", "1", "2");
		assertThat(measure("plain").lag().events()).isEqualTo(2);
		assertThat(measure("plain").lag().age()).isPositive();
		this.node.start();
		this.node.await("plain",
				this.store
					.append(new StreamId("thing", "b"), ExpectedVersion.any(),
							List.of(NewEvent.of(new Ignored("x")), NewEvent.of(new Ignored("y"))))
					.token()
					.orElseThrow(),
				LONG);
		assertThat(measure("plain").lag()).isEqualTo(new Lag(0, true, Duration.ZERO));
	}

	@Test
	void aProjectionThatAppendsApplyHasNoLag() {
		this.node.start();
		append(this.store, "a", "1", "2");
		Awaitility.await().untilAsserted(() -> assertThat(measure("joining").lag().events()).isZero());
		append(this.store, "a", "3");
		assertThat(measure("joining").lag().events()).isZero();
		assertThat(measure("joining").paused()).isFalse();
	}

	@Test
	void aLagOfManyEventsIsTheDifferenceOfThePositions() {
		this.database.jdbc().execute("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select 'thing', 'many', version, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"x"}'
				from generate_series(1, 5000) as version
				""");
		assertThat(measure("plain").lag().events()).isEqualTo(5000);
		assertThat(measure("plain").lag().exact()).isFalse();
	}

	@Test
	void aPauseIsMeasuredAndTheLagGrows() throws Exception {
		this.node.start();
		this.node.await("plain", append(this.store, "a", "1").token().orElseThrow(), LONG);
		this.node.pause("plain");
		append(this.store, "a", "2");
		SubscriptionMeasurement plain = now(node(this.store, this.database.checkpoints())).get("plain").orElseThrow();
		assertThat(plain.paused()).isTrue();
		assertThat(plain.lag().events()).isEqualTo(1);
		assertThat(measure("parking").paused()).isFalse();
	}

	@Test
	void theFailuresAreThoseOfTheProjection() {
		this.failing.add("poison");
		this.node.start();
		append(this.store, "a", "poison", "2");
		Awaitility.await().until(() -> measure("parking").failures().parkedEvents() == 2);
		assertThat(measure("parking").failures()).satisfies((failures) -> {
			assertThat(failures.parkedKeys()).isEqualTo(1);
			assertThat(failures.oldestParked()).isNotNull();
			assertThat(failures.skippedEvents()).isEqualTo(this.node.failures("parking").skippedEvents());
		});
		assertThat(measure("plain").failures().parkedEvents()).isZero();
	}

	@Test
	void withoutADatabaseTheMeasurementIsMissing() {
		ProjectionMeasurements measurements = now(this.node);
		this.database.jdbc().execute("drop table sourcery.parked_events cascade");
		assertThat(measurements.get("plain")).isEmpty();
	}

	@Test
	void checkpointsInMemoryHaveFailuresAndNoLag() {
		InMemoryEventStore memory = new InMemoryEventStore(new JsonEventSerializer(this.store.types()));
		assertThat(now(node(memory, new InMemoryCheckpoints())).get("plain")).hasValueSatisfying((measured) -> {
			assertThat(measured.lag()).isNull();
			assertThat(measured.failures().parkedEvents()).isZero();
		});
	}

	@Projection("plain")
	private static final class Plain {

		@EventHandler
		void on(Happened event) {
		}

	}

	@Projection(value = "parking", onFailure = FailureAction.PARK)
	private record Parking(ProjectionMeasurementsTests test) {

		@EventHandler
		void on(Happened event) {
			if (this.test.failing.contains(event.text())) {
				throw new IllegalStateException("cannot apply");
			}
		}

	}

	@Projection(value = "joining", mode = ProjectionMode.IN_TRANSACTION)
	private static final class Joining {

		@EventHandler
		void on(Happened event) {
		}

	}

}
