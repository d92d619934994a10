package dev.sourcery.sample.bank.transfer;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.money.Amount;
import dev.sourcery.test.aggregate.AggregateScenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TransferTests {

	private final AggregateScenario<Transfer> transfer = AggregateScenario.of(Transfer.class);

	private final AccountId ada = new AccountId("ada");

	private final AccountId bob = new AccountId("bob");

	@Test
	void whenItIsRequestedNothingHasBeenMovedYet() {
		this.transfer.when(new RequestTransfer(this.ada, this.bob, Amount.parse("1.00"), "rent"))
			.thenEvents(new TransferEvent.Requested(this.ada, this.bob, new BigDecimal("1.00"), "rent"))
			.thenState((state) -> assertThat(state.status()).isEqualTo(TransferStatus.REQUESTED));
	}

	@Test
	void needsTwoAccounts() {
		this.transfer.when(new RequestTransfer(this.ada, this.ada, Amount.parse("1.00"), null))
			.thenRefused(SameAccount.class);
	}

}
