package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.sample.bank.account.AccountEvent.Closed;
import dev.sourcery.sample.bank.account.AccountEvent.FundsDeposited;
import dev.sourcery.sample.bank.account.AccountEvent.FundsReturned;
import dev.sourcery.sample.bank.account.AccountEvent.FundsWithdrawn;
import dev.sourcery.sample.bank.account.AccountEvent.Movement;
import dev.sourcery.sample.bank.account.AccountEvent.Opened;
import dev.sourcery.snapshot.Snapshotted;

/**
 * An account. Command handlers make decisions, {@code @Apply} methods fold events into
 * state.
 */
@Aggregate("account")
@Snapshotted(every = 100)
public record Account(String owner, Currency currency, BigDecimal balance, AccountStatus status) {

	private static final BigDecimal ZERO = new BigDecimal("0.00");

	@CommandHandler
	static Opened open(OpenAccount command) {
		return new Opened(command.owner(), command.currency());
	}

	@CommandHandler
	FundsDeposited deposit(Deposit command) {
		requireOpen();
		return new FundsDeposited(command.amount().value(), command.reference());
	}

	@CommandHandler
	FundsWithdrawn withdraw(Withdraw command) {
		requireOpen();
		if (this.balance.compareTo(command.amount().value()) < 0) {
			throw new InsufficientFunds(this.balance);
		}
		return new FundsWithdrawn(command.amount().value(), command.reference());
	}

	// never refused: the money belongs to this account, even if it was closed in the
	// meantime
	@CommandHandler
	FundsReturned giveBack(GiveBack command) {
		return new FundsReturned(command.amount().value(), command.reference());
	}

	// closing an account again has no effect
	@CommandHandler
	Optional<Closed> close(CloseAccount command) {
		if (this.balance.signum() != 0) {
			throw new BalanceNotZero(this.balance);
		}
		return (this.status == AccountStatus.CLOSED) ? Optional.empty() : Optional.of(new Closed());
	}

	@Apply
	static Account on(Opened event) {
		return new Account(event.owner(), event.currency(), ZERO, AccountStatus.OPEN);
	}

	// returned money reopens a closed account, otherwise it could not be withdrawn
	@Apply
	Account on(Movement event) {
		return new Account(this.owner, this.currency, this.balance.add(event.change()), AccountStatus.OPEN);
	}

	@Apply
	Account on(Closed event) {
		return new Account(this.owner, this.currency, this.balance, AccountStatus.CLOSED);
	}

	private void requireOpen() {
		if (this.status == AccountStatus.CLOSED) {
			throw new AccountClosed();
		}
	}

}
