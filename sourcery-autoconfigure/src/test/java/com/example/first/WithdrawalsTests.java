package com.example.first;

import com.example.first.Account.Move;
import com.example.first.Account.Open;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.repository.Repository;
import dev.sourcery.test.autoconfigure.ManualProjections;
import dev.sourcery.test.projection.CaughtUp;
import dev.sourcery.test.projection.TestProjections;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = "spring.flyway.locations=classpath:com/example/first")
@ManualProjections
class WithdrawalsTests {

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Repository<Account, String> accounts;

	@Autowired
	private TestProjections projections;

	@Test
	void aWithdrawalIsListedAfterTheProjectionHasRun() throws Exception {
		this.accounts.create("a", new Open("Ann"));
		this.accounts.update("a", new Move(100));
		this.accounts.update("a", new Move(-40));
		assertThat(withdrawals()).isZero();
		CaughtUp caughtUp = this.projections.catchUp();
		assertThat(withdrawals()).isEqualTo(1);
		assertThat(caughtUp.mode("withdrawals")).isEqualTo(ProjectionMode.ASYNCHRONOUS);
		this.accounts.update("a", new Move(-10));
		assertThat(withdrawals()).isEqualTo(1);
		this.projections.catchUp();
		assertThat(withdrawals()).isEqualTo(2);
	}

	private long withdrawals() {
		return this.jdbc.sql("select count(*) from withdrawal").query(Long.class).single();
	}

}
