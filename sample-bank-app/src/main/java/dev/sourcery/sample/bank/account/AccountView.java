package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;

import dev.sourcery.repository.Versioned;

/**
 * An account as clients see it.
 */
record AccountView(AccountId id, String owner, Currency currency, BigDecimal balance, AccountStatus status,
		long version) {

	static AccountView of(Versioned<Account> account) {
		Account state = account.state();
		return new AccountView(new AccountId(account.stream().id()), state.owner(), state.currency(), state.balance(),
				state.status(), account.version());
	}

}
