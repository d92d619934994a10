package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;
import java.util.Currency;

import dev.sourcery.event.StreamId;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.Versioned;

/**
 * The representation of an account for clients.
 */
record AccountView(AccountId id, String owner, Currency currency, BigDecimal balance, AccountStatus status,
		long version) {

	static AccountView of(Versioned<Account> account) {
		return of(account.stream(), account.version(), account.state());
	}

	static AccountView of(Change<Account> change) {
		return of(change.stream(), change.version(), change.state());
	}

	private static AccountView of(StreamId stream, long version, Account account) {
		return new AccountView(new AccountId(stream.id()), account.owner(), account.currency(), account.balance(),
				account.status(), version);
	}

}
