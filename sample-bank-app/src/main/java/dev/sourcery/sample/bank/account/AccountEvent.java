package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;

import dev.sourcery.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to an account.
 */
public sealed interface AccountEvent {

	@EventType("account.opened")
	record Opened(String owner, Currency currency) implements AccountEvent {
	}

	@EventType("account.funds-deposited")
	record FundsDeposited(BigDecimal amount, @Nullable String reference) implements Movement {
	}

	@EventType("account.funds-withdrawn")
	record FundsWithdrawn(BigDecimal amount, @Nullable String reference) implements Movement {

		@Override
		public BigDecimal change() {
			return this.amount.negate();
		}

	}

	/**
	 * A failed transfer has given back what it had withdrawn.
	 */
	@EventType("account.funds-returned")
	record FundsReturned(BigDecimal amount, @Nullable String reference) implements Movement {
	}

	@EventType("account.closed")
	record Closed() implements AccountEvent {
	}

	/**
	 * Money has come or gone.
	 */
	sealed interface Movement extends AccountEvent {

		BigDecimal amount();

		@Nullable String reference();

		/**
		 * What this does to the balance.
		 * @return the amount, negative if money has gone
		 */
		default BigDecimal change() {
			return amount();
		}

	}

}
