package dev.sourcery.autoconfigure.projection;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.subscription.SubscriptionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionHealthTests extends DepositsFixture {

	@Test
	void whenAHandlerFailsForGoodTheProjectionBlocksUntilItIsResumed() {
		this.contextRunner.withBean(Fragile.class)
			.withPropertyValues("sourcery.projections.give-up-after=250ms")
			.run((context) -> {
				Fragile fragile = context.getBean(Fragile.class);
				Projections projections = context.getBean(Projections.class);
				fragile.broken = true;
				Commit commit = deposit(context, 1);
				Awaitility.await()
					.atMost(PATIENCE)
					.until(() -> projections.status("fragile").state() == SubscriptionState.BLOCKED);
				assertThat(fragile.attempts).hasSizeGreaterThan(1);
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(details(health, "fragile")).containsEntry("version", 1)
					.containsEntry("state", SubscriptionState.BLOCKED)
					.containsEntry("position", projections.status("fragile").position().value())
					.containsEntry("failure", "java.lang.IllegalStateException: no paper");
				await(context, "deposits", commit);
				assertThat(details(health(context), "deposits")).containsEntry("state", SubscriptionState.RUNNING)
					.doesNotContainKey("failure");
				fragile.broken = false;
				projections.resume("fragile");
				await(context, "fragile", commit);
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				assertThat(context.getBean(JdbcClient.class)
					.sql("select count(*) from fragile")
					.query(Long.class)
					.single()).isOne();
			});
	}

	@Test
	void whenAProjectionIsPausedTheHealthIsUpAndSaysSo() {
		this.contextRunner.run((context) -> {
			Projections projections = context.getBean(Projections.class);
			await(context, "deposits", deposit(context, 1));
			projections.operatedBy("ada").pause("deposits");
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> projections.status("deposits").state() == SubscriptionState.PAUSED);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(details(health(context), "deposits")).containsEntry("state", SubscriptionState.PAUSED);
			Commit commit = deposit(context, 1);
			projections.resume("deposits");
			await(context, "deposits", commit);
		});
	}

	@Test
	void whenAFailureCannotBePrintedTheHealthIsDownAndNamesItsClass() {
		this.contextRunner.withBean(Speechless.class)
			.withPropertyValues("sourcery.projections.give-up-after=0s")
			.run((context) -> {
				deposit(context, 1);
				Awaitility.await().atMost(PATIENCE).until(() -> health(context).getStatus().equals(Status.DOWN));
				assertThat(details(health(context), "speechless")).containsEntry("state", SubscriptionState.BLOCKED)
					.containsEntry("failure", Unprintable.class.getName());
			});
	}

	@Test
	void whenTheHealthIsSwitchedOffThereIsNone() {
		this.contextRunner.withPropertyValues("management.health.sourcery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("sourceryHealthIndicator"));
	}

	@Test
	void whenThereIsNoHealthLibraryProjectionsRunWithout() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(Projections.class)
				.doesNotHaveBean("sourceryHealthIndicator"));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> details(Health health, String projection) {
		return (Map<String, Object>) health.getDetails().get(projection);
	}

	@Projection("fragile")
	static class Fragile {

		private final JdbcClient jdbc;

		private final List<Long> attempts = new CopyOnWriteArrayList<>();

		private volatile boolean broken;

		Fragile(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table fragile (position bigint)").update();
		}

		@EventHandler
		void on(RecordedEvent<?> event) {
			this.attempts.add(event.position().value());
			this.jdbc.sql("insert into fragile values (?)").param(event.position().value()).update();
			if (this.broken) {
				throw new IllegalStateException("no paper\nfor Ada");
			}
		}

	}

	@Projection("speechless")
	static class Speechless {

		@EventHandler
		void on(Account.Deposited event) {
			throw new Unprintable();
		}

	}

	static class Unprintable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			return "see " + this;
		}

	}

}
