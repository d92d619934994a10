package dev.sourcery.autoconfigure.projection;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.FailureAction;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionMetricsTests extends DepositsFixture {

	private ApplicationContextRunner metrics() {
		return this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));
	}

	@Test
	void parkedAndSkippedEventsAreCounted() {
		metrics().withBean(Parking.class)
			.withBean(Skipping.class)
			.withPropertyValues("sourcery.projections.give-up-after=1ms")
			.run((context) -> {
				deposit(context, 3);
				Projections projections = context.getBean(Projections.class);
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(() -> assertThat(projections.failures("parking").parkedEvents()).isEqualTo(3));
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(() -> assertThat(projections.failures("skipping").skippedEvents()).isEqualTo(3));
				assertThat(gauge(context, "sourcery.projections.parked", "parking")).isEqualTo(3);
				assertThat(gauge(context, "sourcery.projections.parked.age", "parking")).isNotNegative();
				assertThat(gauge(context, "sourcery.projections.parked", "skipping")).isZero();
				assertThat(gauge(context, "sourcery.projections.skipped", "skipping")).isEqualTo(3);
			});
	}

	@Test
	void theLagAndThePauseAreMeasuredOnAllNodes() {
		metrics().withPropertyValues("sourcery.projections.enabled=false").run((context) -> {
			deposit(context, 3);
			ProjectionMetrics fresh = new ProjectionMetrics(context.getBean(Projections.class));
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			fresh.bindTo(registry);
			assertThat(gauge(registry, "sourcery.projections.lag", "deposits")).isEqualTo(3);
			assertThat(gauge(registry, "sourcery.projections.lag.age", "deposits")).isPositive();
			assertThat(gauge(registry, "sourcery.projections.paused", "deposits")).isZero();
			assertThat(gauge(registry, "sourcery.projections.blocked", "deposits")).isZero();
			context.getBean(Projections.class).pause("deposits");
			assertThat(gauge(registry, "sourcery.projections.paused", "deposits")).as("within the interval").isZero();
			assertThat(gauge(context, "sourcery.projections.paused", "deposits")).isOne();
		});
	}

	@Test
	void aBlockedProjectionIsShown() {
		metrics().withBean(Blocking.class)
			.withPropertyValues("sourcery.projections.give-up-after=1ms")
			.run((context) -> {
				assertThat(gauge(context, "sourcery.projections.blocked", "blocking")).isZero();
				deposit(context, 1);
				Awaitility.await()
					.atMost(PATIENCE)
					.until(() -> gauge(context, "sourcery.projections.blocked", "blocking") == 1);
				assertThat(gauge(context, "sourcery.projections.blocked", "deposits")).isZero();
			});
	}

	@Test
	void optionsOfOneProjectionAreProperties() {
		this.contextRunner.withBean(Parking.class)
			.withBean(Skipping.class)
			.withPropertyValues("sourcery.projections.give-up-after=1ms",
					"sourcery.projections.named.skipping.on-failure=park",
					"sourcery.projections.named.skipping.lanes=3")
			.run((context) -> {
				deposit(context, 3);
				Projections projections = context.getBean(Projections.class);
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(() -> assertThat(projections.failures("skipping").parkedEvents()).isEqualTo(3));
				assertThat(context.getBean(JdbcClient.class)
					.sql("select max(lanes) from sourcery.subscription_lanes where name = 'skipping'")
					.query(Integer.class)
					.single()).isEqualTo(3);
			});
	}

	@Test
	void optionsOfAProjectionThatDoesNotExistAreRefused() {
		this.contextRunner.withPropertyValues("sourcery.projections.named.typo.lanes=3")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("sourcery.projections.named.typo")
				.hasMessageContaining("deposits"));
	}

	private static double gauge(ApplicationContext context, String name, String projection) {
		return gauge(context.getBean(MeterRegistry.class), name, projection);
	}

	private static double gauge(MeterRegistry registry, String name, String projection) {
		return registry.get(name).tag("projection", projection).gauge().value();
	}

	@Projection("blocking")
	static class Blocking {

		@EventHandler
		void on(RecordedEvent<?> event) {
			throw new IllegalStateException("blocked");
		}

	}

	@Projection(value = "parking", onFailure = FailureAction.PARK)
	static class Parking {

		@EventHandler
		void on(RecordedEvent<?> event) {
			throw new IllegalStateException("parked");
		}

	}

	@Projection(value = "skipping", onFailure = FailureAction.SKIP)
	static class Skipping {

		@EventHandler
		void on(RecordedEvent<?> event) {
			throw new IllegalStateException("skipped");
		}

	}

}
