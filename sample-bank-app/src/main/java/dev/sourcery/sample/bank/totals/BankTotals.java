package dev.sourcery.sample.bank.totals;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.sample.bank.account.AccountEvent.Opened;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The money in the bank and the number of applied events. Handles events in batches, so
 * that the row that every event updates is written once per batch.
 */
@Projection(BankTotals.NAME)
class BankTotals {

	static final String NAME = "bank-totals";

	private final JdbcClient jdbc;

	BankTotals(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@EventHandler
	void on(List<RecordedEvent<?>> events) {
		for (RecordedEvent<?> event : events) {
			String account = event.stream().id();
			if (event.payload() instanceof Opened opened) {
				opened(account, opened.currency());
			}
			else if (event.payload() instanceof Movement movement) {
				moved(account, movement.change());
			}
		}
		applied(events.size(), events.get(events.size() - 1).position());
	}

	private void opened(String account, Currency currency) {
		this.jdbc.sql("insert into bank_account (id, currency) values (:id, :currency)")
			.param("id", account)
			.param("currency", currency.getCurrencyCode())
			.update();
		this.jdbc.sql("""
				insert into bank_money as money (currency, accounts, amount) values (:currency, 1, 0.00)
				on conflict (currency) do update set accounts = money.accounts + 1
				""").param("currency", currency.getCurrencyCode()).update();
	}

	private void moved(String account, BigDecimal change) {
		this.jdbc.sql("""
				update bank_money set amount = amount + :change
				where currency = (select currency from bank_account where id = :id)
				""").param("change", change).param("id", account).update();
	}

	private void applied(int events, Position position) {
		this.jdbc.sql("update bank_progress set events_applied = events_applied + :events, position = :position")
			.param("events", events)
			.param("position", position.value())
			.update();
	}

	@ResetHandler
	void reset() {
		this.jdbc.sql("delete from bank_account").update();
		this.jdbc.sql("delete from bank_money").update();
		this.jdbc.sql("update bank_progress set events_applied = 0, position = 0").update();
	}

	// one statement, so that money and position are consistent
	List<Row> rows() {
		return this.jdbc.sql("""
				select events_applied, position, currency, coalesce(accounts, 0) as accounts, amount
				from bank_progress left join bank_money on true order by currency
				""").query(Row.class).list();
	}

	/**
	 * The progress, with the money of one currency if there is any.
	 */
	record Row(long eventsApplied, long position, @Nullable String currency, long accounts,
			@Nullable BigDecimal amount) {

	}

}
