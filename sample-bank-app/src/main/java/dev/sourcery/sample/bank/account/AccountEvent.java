package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;

import dev.sourcery.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * An event of an account.
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
	 * A failed transfer has returned the amount that it had withdrawn.
	 */
	@EventType("account.funds-returned")
	record FundsReturned(BigDecimal amount, @Nullable String reference) implements Movement {
	}

	@EventType("account.closed")
	record Closed() implements AccountEvent {
	}

	/**
	 * An event that changes the balance.
	 */
	sealed interface Movement extends AccountEvent {

		BigDecimal amount();

		@Nullable String reference();

		/**
		 * Returns the change of the balance.
		 * @return the amount, which is negative if money was withdrawn
		 */
		default BigDecimal change() {
			return amount();
		}

	}

}
