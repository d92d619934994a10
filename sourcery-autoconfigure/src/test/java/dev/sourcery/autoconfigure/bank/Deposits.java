package dev.sourcery.autoconfigure.bank;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;

import org.springframework.jdbc.core.simple.JdbcClient;

@Projection("deposits")
public class Deposits {

	private final JdbcClient jdbc;

	public Deposits(JdbcClient jdbc) {
		this.jdbc = jdbc;
		jdbc.sql("create table if not exists deposits (account text, version bigint, amount numeric)").update();
	}

	@EventHandler
	void on(Account.Deposited event, RecordedEvent<?> recorded) {
		this.jdbc.sql("insert into deposits values (?, ?, ?)")
			.params(recorded.stream().id(), recorded.version(), event.amount())
			.update();
	}

	public int count() {
		return this.jdbc.sql("select count(*) from deposits").query(Integer.class).single();
	}

}
