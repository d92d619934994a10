package dev.sourcery.autoconfigure.projection;

import java.util.List;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionTables;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.VersionState;
import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Versions of a projection as beans, with tables and a view that are migrations of the
 * application.
 */
class ProjectionVersionsAutoConfigurationTests extends DepositsFixture {

	private static ApplicationContextRunner on(TestDatabase database) {
		return Contexts.on(database)
			.withUserConfiguration(BankConfiguration.class)
			.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withPropertyValues("spring.flyway.locations=classpath:versioned-read-model");
	}

	private static VersionState state(ApplicationContext context, int version) {
		return context.getBean(Projections.class).version("sums", version).status().versionState();
	}

	private static List<Long> sums(ApplicationContext context) {
		return context.getBean(JdbcClient.class).sql("select amount from sums").query(Long.class).list();
	}

	@Test
	void theNewVersionTakesOverAndTheFormerOneIsDroppedByProperty() {
		try (TestDatabase database = TestDatabase.create()) {
			on(database).withBean(Sums.class).run((context) -> {
				await(context, "sums", deposit(context, 3));
				assertThat(sums(context)).containsExactly(3L);
			});
			on(database).withBean(Sums.class).withBean(NewSums.class).run((context) -> {
				Awaitility.await().atMost(PATIENCE).until(() -> state(context, 2) == VersionState.LIVE);
				await(context, "sums", deposit(context, 1));
				assertThat(sums(context)).containsExactly(40L);
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails().get("sums")).asString()
					.contains("version=2", "versionState=LIVE", "remaining=");
				assertThat(health.getDetails()).containsKey("sums (version 1)");
			});
			on(database).withBean(NewSums.class)
				.withPropertyValues("sourcery.projections.named.sums.drop-previous=true")
				.run((context) -> {
					Awaitility.await().atMost(PATIENCE).until(() -> versions(context).equals(List.of(2)));
					await(context, "sums", deposit(context, 1));
					assertThat(sums(context)).containsExactly(50L);
				});
		}
	}

	private static List<Integer> versions(ApplicationContext context) {
		return context.getBean(JdbcClient.class)
			.sql("select subscription_version from sourcery.subscription_lanes where name = 'sums'")
			.query(Integer.class)
			.list();
	}

	@Test
	void twoBeansOfOneVersionAreRejected() {
		this.contextRunner.withBean("one", NewSums.class)
			.withBean("two", NewSums.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("its name 'sums' is also that of a bean")
				.hasMessageContaining("name or version"));
	}

	private static void add(JdbcClient jdbc, Class<?> projection, long amount) {
		jdbc.sql(ProjectionTables.of(projection).in("update {sums} set amount = amount + :amount"))
			.param("amount", amount)
			.update();
	}

	@Projection("sums")
	static class Sums {

		private final JdbcClient jdbc;

		Sums(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Account.Deposited event) {
			add(this.jdbc, Sums.class, event.amount().longValueExact());
		}

	}

	/**
	 * Ten times the amount, so that the versions can be distinguished.
	 */
	@Projection(value = "sums", version = 2)
	static class NewSums {

		private final JdbcClient jdbc;

		NewSums(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Account.Deposited event) {
			add(this.jdbc, NewSums.class, 10 * event.amount().longValueExact());
		}

	}

}
