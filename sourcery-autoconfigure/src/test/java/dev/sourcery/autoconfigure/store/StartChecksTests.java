package dev.sourcery.autoconfigure.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoredEventTypes;
import dev.sourcery.subscription.jdbc.ProjectionOwnedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartChecksTests extends StartChecksFixture {

	private static final StreamId STREAM = new StreamId("account", "1");

	@Test
	void whenAnotherApplicationHasAProjectionOfTheNameTheSecondDoesNotStart() {
		ApplicationContextRunner named = this.bank.withPropertyValues("spring.application.name=bank");
		ApplicationContextRunner shop = Contexts.on(this.database).withBean(OtherDeposits.class);
		named.run((first) -> {
			assertThat(first).hasNotFailed();
			named.run((secondNode) -> assertThat(secondNode).hasNotFailed());
			shop.withPropertyValues("spring.application.name=shop")
				.run((other) -> assertThat(other).getFailure()
					.isInstanceOf(ProjectionOwnedException.class)
					.hasMessageContaining("'deposits' belongs to the application 'bank'")
					.hasMessageContaining("this is the application 'shop'"));
			shop.run((unnamed) -> assertThat(unnamed).getFailure().isInstanceOf(ProjectionOwnedException.class));
		});
		named.run((again) -> assertThat(again).hasNotFailed());
	}

	@Test
	void whenAnApplicationIsRenamedItKeepsItsProjectionsByTheName() {
		this.bank.withPropertyValues("spring.application.name=bank")
			.run((context) -> assertThat(context).hasNotFailed());
		this.bank.withPropertyValues("spring.application.name=ledger", "sourcery.projections.owner=bank")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenApplicationsHaveNoNameAnotherClassIsNamedInAWarning(CapturedOutput output) {
		this.bank.run((context) -> assertThat(context).hasNotFailed());
		this.bank.run((context) -> assertThat(output).doesNotContain("at an earlier start"));
		Contexts.on(this.database)
			.withBean(OtherDeposits.class)
			.run((context) -> assertThat(output).contains("Projection 'deposits' was " + Deposits.class.getName()
					+ " at an earlier start and is " + OtherDeposits.class.getName() + " now"));
	}

	@Test
	void whenTheApplicationGetsANameItsNodesMayFollowOneByOne(CapturedOutput output) {
		this.bank.withPropertyValues("spring.application.name=bank")
			.run((context) -> assertThat(context).hasNotFailed());
		this.bank.run((unnamed) -> {
			assertThat(unnamed).hasNotFailed();
			assertThat(output)
				.contains("Projection 'deposits' belongs to the application 'bank', but this node has no name");
		});
	}

	@Test
	void whenAnotherApplicationHasAnotherVersionOfTheProjectionItIsRefused() {
		this.bank.withPropertyValues("spring.application.name=bank")
			.run((context) -> assertThat(context).hasNotFailed());
		Contexts.on(this.database)
			.withBean(NextDeposits.class)
			.withPropertyValues("spring.application.name=shop")
			.run((context) -> assertThat(context).as("its version would take over")
				.getFailure()
				.isInstanceOf(ProjectionOwnedException.class));
		Contexts.on(this.database)
			.withBean(NextDeposits.class)
			.withPropertyValues("spring.application.name=bank")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenTheDatabaseIsReadOnlyOneWarningNamesWhatIsNotClaimed(CapturedOutput output) {
		ApplicationContextRunner reader = Contexts.on(this.database)
			.withPropertyValues("spring.application.name=bank", "sourcery.schema.mode=validate");
		Contexts.on(this.database)
			.withPropertyValues("spring.application.name=bank")
			.withBean(OtherDeposits.class)
			.run((context) -> assertThat(context).hasNotFailed());
		new JdbcTemplate(this.database.dataSource())
			.execute("alter database %s set default_transaction_read_only = on".formatted(this.database.name()));
		reader.withBean(OtherDeposits.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("could not be claimed");
		});
		reader.withBean(NextDeposits.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("could not be claimed");
		});
	}

	@Test
	void whenTheUserMayNotWriteOwnersOneWarningNamesWhatIsNotClaimed(CapturedOutput output) {
		String user = "limited_" + this.database.name();
		JdbcTemplate admin = new JdbcTemplate(this.database.dataSource());
		new SourcerySchema(this.database.dataSource(), "sourcery").migrate();
		admin.execute("""
				create role %1$s login password '%2$s';
				grant usage on schema sourcery to %1$s;
				grant all on all tables in schema sourcery to %1$s;
				grant all on all sequences in schema sourcery to %1$s;
				revoke insert, update on sourcery.projection_owners from %1$s;
				""".formatted(user, this.database.password()));
		try {
			Contexts.on(this.database)
				.withBean(OtherDeposits.class)
				.withPropertyValues("spring.application.name=bank", "sourcery.schema.mode=validate",
						"spring.datasource.username=" + user)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(output).containsOnlyOnce("Projections [deposits] could not be claimed");
				});
		}
		finally {
			admin.execute("drop owned by %1$s; drop role %1$s".formatted(user));
		}
	}

	@Test
	void whenStoredEventsAreNotCheckedInTimeAWarningSaysSo(CapturedOutput output) throws SQLException {
		DataSource dataSource = this.database.dataSource();
		new SourcerySchema(dataSource, "sourcery").migrate();
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table sourcery.events in access exclusive mode");
			new StoredTypesCheck(EventTypes.of(),
					new StoredEventTypes(dataSource, new JdbcTransactionManager(dataSource), "sourcery"),
					new StoredTypesProperties(UnreadableEventsMode.REFUSE, Duration.ofMillis(50)))
				.afterSingletonsInstantiated();
		}
		assertThat(output).containsPattern("WARN.*The types of the stored events were not checked");
	}

	@Test
	void whenAProjectionIsSwitchedOffHereItIsNotClaimed() {
		this.bank.withPropertyValues("spring.application.name=reports", "sourcery.projections.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		this.bank.withPropertyValues("spring.application.name=bank")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenStoredEventsHaveAnotherSchemaVersionAWarningNamesBoth(CapturedOutput output) {
		this.bank.run((context) -> {
			context.getBean(EventStore.class)
				.append(STREAM, ExpectedVersion.noStream(), List.of(NewEvent.of(new Account.Opened("Ada"))));
			assertThat(output).doesNotContain("cannot be read");
		});
		new JdbcTemplate(this.database.dataSource()).execute("""
				begin;
				set local sourcery.rewrite_history = 'on';
				update sourcery.events set schema_version = 2;
				commit;
				""");
		this.bank.withPropertyValues("sourcery.events.unreadable=ignore")
			.run((context) -> assertThat(output).doesNotContain("cannot be read"));
		this.bank.run((context) -> assertThat(output)
			.contains("cannot be read: 'account.opened' version 2 (registered is version 1)"));
		this.bank.withPropertyValues("sourcery.events.unreadable=refuse")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(UnreadableEventsException.class));
	}

	@Projection("deposits")
	static class OtherDeposits {

		@EventHandler
		void on(Object event) {
		}

	}

	@Projection(value = "deposits", version = 2)
	static class NextDeposits extends OtherDeposits {

	}

}
