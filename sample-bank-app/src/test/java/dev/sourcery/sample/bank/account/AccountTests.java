package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;

import dev.sourcery.sample.bank.account.AccountEvent.Closed;
import dev.sourcery.sample.bank.account.AccountEvent.FundsDeposited;
import dev.sourcery.sample.bank.account.AccountEvent.FundsReturned;
import dev.sourcery.sample.bank.account.AccountEvent.FundsWithdrawn;
import dev.sourcery.sample.bank.account.AccountEvent.Opened;
import dev.sourcery.sample.bank.money.Amount;
import dev.sourcery.test.aggregate.AggregateScenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccountTests {

	private static final Opened OPENED = new Opened("Ada", Currency.getInstance("EUR"));

	private final AggregateScenario<Account> account = AggregateScenario.of(Account.class);

	@Test
	void opensEmpty() {
		this.account.when(new OpenAccount("Ada", Currency.getInstance("EUR")))
			.thenEvents(OPENED)
			.thenState((state) -> assertThat(state.balance()).isEqualTo(new BigDecimal("0.00")));
	}

	@Test
	void whenMoneyComesTheBalanceGrows() {
		this.account.given(OPENED)
			.when(new Deposit(Amount.parse("100.00"), "gift"))
			.thenEvents(new FundsDeposited(new BigDecimal("100.00"), "gift"))
			.thenState((state) -> assertThat(state.balance()).isEqualTo(new BigDecimal("100.00")));
	}

	@Test
	void whenTheBalanceSufficesMoneyCanBeWithdrawn() {
		this.account.given(OPENED, deposited("100.00"))
			.when(new Withdraw(Amount.parse("100.00"), null))
			.thenEvents(new FundsWithdrawn(new BigDecimal("100.00"), null));
	}

	@Test
	void whenTheBalanceDoesNotSufficeMoneyStays() {
		this.account.given(OPENED, deposited("99.99"))
			.when(new Withdraw(Amount.parse("100.00"), "rent"))
			.thenRefused(InsufficientFunds.class, (refusal) -> assertThat(refusal).hasMessageContaining("99.99"));
	}

	@Test
	void onlyAnEmptyAccountCanBeClosed() {
		this.account.given(OPENED, deposited("0.01")).when(new CloseAccount()).thenRefused(BalanceNotZero.class);
		this.account.given(OPENED).when(new CloseAccount()).thenEvents(new Closed());
	}

	@Test
	void whenItIsClosedAlreadyClosingChangesNothing() {
		this.account.given(OPENED, new Closed()).when(new CloseAccount()).thenNothing();
	}

	@Test
	void whenItIsClosedNoMoneyIsMoved() {
		AggregateScenario<Account> closed = this.account.given(OPENED, new Closed());
		closed.when(new Deposit(Amount.parse("1.00"), null)).thenRefused(AccountClosed.class);
		closed.when(new Withdraw(Amount.parse("1.00"), null)).thenRefused(AccountClosed.class);
	}

	@Test
	void whenItIsClosedMoneyThatIsGivenBackOpensItAgain() {
		this.account.given(OPENED, deposited("5.00"), new FundsWithdrawn(new BigDecimal("5.00"), null), new Closed())
			.when(new GiveBack(Amount.parse("5.00"), null))
			.thenEvents(new FundsReturned(new BigDecimal("5.00"), null))
			.thenState((state) -> assertThat(state).isEqualTo(
					new Account("Ada", Currency.getInstance("EUR"), new BigDecimal("5.00"), AccountStatus.OPEN)));
	}

	private static FundsDeposited deposited(String amount) {
		return new FundsDeposited(new BigDecimal(amount), null);
	}

}
