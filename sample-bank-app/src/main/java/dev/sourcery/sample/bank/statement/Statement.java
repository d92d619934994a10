package dev.sourcery.sample.bank.statement;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionTables;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.subscription.FailureAction;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements of all accounts: each movement with the balance after it. The events of
 * one account are always in the same lane, so that its previous line is known; if one of
 * them cannot be applied, the statements of other accounts are not affected.
 */
@Projection(value = Statement.NAME, lanes = 2, onFailure = FailureAction.PARK)
class Statement {

	static final String NAME = "statement";

	// handlers write the tables of their version, readers read a view of the live one
	private static final ProjectionTables TABLES = ProjectionTables.of(Statement.class);

	private final JdbcClient jdbc;

	Statement(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	// the balance is calculated from the previous line, which is the newest one
	@EventHandler
	void on(Movement event, RecordedEvent<?> recorded) {
		this.jdbc.sql(TABLES.in("""
				insert into {statement} (account_id, version, recorded_at, type, reference, amount, balance)
				values (:account, :version, :recordedAt, :type, :reference, :amount, :amount + coalesce(
					(select balance from {statement} where account_id = :account order by version desc limit 1), 0))
				"""))
			.param("account", recorded.stream().id())
			.param("version", recorded.version())
			.param("recordedAt", OffsetDateTime.ofInstant(recorded.recordedAt(), ZoneOffset.UTC))
			.param("type", recorded.type().name())
			.param("reference", event.reference())
			.param("amount", event.change())
			.update();
	}

	@ResetHandler
	void reset() {
		this.jdbc.sql(TABLES.in("delete from {statement}")).update();
	}

	List<Line> of(AccountId account, long after, int limit) {
		return this.jdbc.sql("""
				select version, recorded_at, type, reference, amount, balance from statement
				where account_id = :account and version > :after order by version limit :limit
				""")
			.param("account", account.value())
			.param("after", after)
			.param("limit", limit)
			.query(Line.class)
			.list();
	}

	/**
	 * One movement.
	 *
	 * @param amount the change of the balance, negative if money was withdrawn
	 * @param balance the balance after the movement
	 */
	record Line(long version, Instant recordedAt, String type, @Nullable String reference, BigDecimal amount,
			BigDecimal balance) {

	}

}
