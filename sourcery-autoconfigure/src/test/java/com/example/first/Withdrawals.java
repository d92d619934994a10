package com.example.first;

import com.example.first.AccountEvent.Withdrawn;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;

import org.springframework.jdbc.core.simple.JdbcClient;

@Projection("withdrawals")
record Withdrawals(JdbcClient jdbc) {

	@EventHandler
	void on(Withdrawn event, RecordedEvent<?> recorded) {
		this.jdbc.sql("insert into withdrawal (account, cents, at) values (?, ?, ?)")
			.params(recorded.stream().id(), event.cents(), recorded.recordedAt().toString())
			.update();
	}

}
