package com.example.first;

import com.example.first.Account.Move;
import com.example.first.Account.Open;
import com.example.first.AccountEvent.Deposited;
import com.example.first.AccountEvent.Opened;
import com.example.first.AccountEvent.Withdrawn;
import dev.sourcery.test.aggregate.AggregateScenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccountTests {

	@Test
	void moneyIsWithdrawn() {
		AggregateScenario.of(Account.class)
			.given(new Opened("Ada"), new Deposited(500))
			.when(new Move(-200))
			.thenEvents(new Withdrawn(200))
			.thenState((account) -> assertThat(account.cents()).isEqualTo(300));
	}

	@Test
	void anAccountIsNotOverdrawn() {
		AggregateScenario.of(Account.class)
			.given(new Opened("Ada"))
			.when(new Move(-1))
			.thenRefused(IllegalStateException.class,
					(refusal) -> assertThat(refusal).hasMessage("Insufficient funds"));
	}

	@Test
	void aWrongExpectationFails() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> AggregateScenario.of(Account.class).when(new Open("Ada")).thenEvents(new Opened("Bob")));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> AggregateScenario.of(Account.class).when(new Open("Ada")).thenNothing());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(
				() -> AggregateScenario.of(Account.class).when(new Open("Ada")).thenRefused(RuntimeException.class));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(
				() -> AggregateScenario.of(Account.class).given(new Opened("Ada")).when(new Move(-1)).thenNothing());
	}

}
