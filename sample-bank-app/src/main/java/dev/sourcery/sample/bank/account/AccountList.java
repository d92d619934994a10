package dev.sourcery.sample.bank.account;

import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.sample.bank.account.AccountEvent.Closed;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.sample.bank.account.AccountEvent.Opened;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The list of all accounts. The writes of the handlers commit together with the
 * checkpoint of the projection, so each event is applied exactly once.
 */
@Projection(AccountList.NAME)
class AccountList {

	static final String NAME = "account-list";

	private final JdbcClient jdbc;

	AccountList(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@EventHandler
	void on(Opened event, RecordedEvent<?> recorded) {
		this.jdbc.sql("""
				insert into account_list (id, owner, currency, balance, status, version)
				values (:id, :owner, :currency, 0.00, 'OPEN', :version)
				""")
			.param("id", recorded.stream().id())
			.param("owner", event.owner())
			.param("currency", event.currency().getCurrencyCode())
			.param("version", recorded.version())
			.update();
	}

	@EventHandler
	void on(Movement event, RecordedEvent<?> recorded) {
		this.jdbc.sql("""
				update account_list set balance = balance + :change, status = 'OPEN', version = :version
				where id = :id
				""")
			.param("change", event.change())
			.param("version", recorded.version())
			.param("id", recorded.stream().id())
			.update();
	}

	@EventHandler
	void on(Closed event, RecordedEvent<?> recorded) {
		this.jdbc.sql("update account_list set status = 'CLOSED', version = :version where id = :id")
			.param("version", recorded.version())
			.param("id", recorded.stream().id())
			.update();
	}

	@ResetHandler
	void reset() {
		this.jdbc.sql("delete from account_list").update();
	}

	List<AccountView> page(@Nullable String owner, int page, int size) {
		return this.jdbc.sql("""
				select id, owner, currency, balance, status, version from account_list
				where :owner::text is null or owner = :owner
				order by owner, id limit :size offset :offset
				""")
			.param("owner", owner)
			.param("size", size)
			.param("offset", (long) page * size)
			.query(AccountView.class)
			.list();
	}

}
