package dev.sourcery.sample.bank.turnover;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.projection.jdbc.UpsertTable;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.sample.bank.account.AccountId;

import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The money that came to and left each account on each day. The rows of a batch of events
 * are written by one statement.
 */
@Projection(DailyTurnover.NAME)
class DailyTurnover {

	static final String NAME = "daily-turnover";

	private static final UpsertTable TABLE = UpsertTable.of("daily_turnover")
		.key("account_id")
		.key("day")
		.sum("movements")
		.sum("deposited")
		.sum("withdrawn");

	private final JdbcTemplate jdbc;

	DailyTurnover(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@EventHandler
	void on(List<RecordedEvent<Movement>> events) {
		TABLE.upsert(this.jdbc, events.stream().map(DailyTurnover::row).toList());
	}

	private static Object[] row(RecordedEvent<Movement> event) {
		BigDecimal change = event.payload().change();
		return new Object[] { event.stream().id(), LocalDate.ofInstant(event.recordedAt(), ZoneOffset.UTC), 1,
				change.max(BigDecimal.ZERO), change.negate().max(BigDecimal.ZERO) };
	}

	@ResetHandler
	void reset() {
		this.jdbc.update("delete from daily_turnover");
	}

	List<Day> of(AccountId account, LocalDate from, int limit) {
		return this.jdbc.query("""
				select day, movements, deposited, withdrawn from daily_turnover
				where account_id = ? and day >= ? order by day limit ?
				""", new DataClassRowMapper<>(Day.class), account.value(), from, limit);
	}

	/**
	 * One day with movements.
	 */
	record Day(LocalDate day, long movements, BigDecimal deposited, BigDecimal withdrawn) {

	}

}
