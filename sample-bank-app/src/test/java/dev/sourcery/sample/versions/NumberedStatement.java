package dev.sourcery.sample.versions;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionTables;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.subscription.FailureAction;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Version 2 of the bank's statement, which numbers the lines of an account. Outside the
 * packages of the bank, so that other tests have version 1 only.
 */
@Projection(value = "statement", version = 2, lanes = 3, onFailure = FailureAction.PARK)
class NumberedStatement {

	private static final ProjectionTables TABLES = ProjectionTables.of(NumberedStatement.class);

	private final JdbcClient jdbc;

	NumberedStatement(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@EventHandler
	void on(Movement event, RecordedEvent<?> recorded) {
		this.jdbc.sql(TABLES.in("""
				with previous as (
					select line, balance from {statement} where account_id = :account
					order by version desc limit 1)
				insert into {statement} (account_id, version, line, recorded_at, type, reference, amount, balance)
				values (:account, :version, 1 + coalesce((select line from previous), 0), :recordedAt, :type,
					:reference, :amount, :amount + coalesce((select balance from previous), 0))
				"""))
			.param("account", recorded.stream().id())
			.param("version", recorded.version())
			.param("recordedAt", OffsetDateTime.ofInstant(recorded.recordedAt(), ZoneOffset.UTC))
			.param("type", recorded.type().name())
			.param("reference", event.reference())
			.param("amount", event.change())
			.update();
	}

}
