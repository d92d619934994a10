package dev.sourcery.autoconfigure.unusable.twinstates;

import java.util.List;

import dev.sourcery.aggregate.Decider;
import dev.sourcery.autoconfigure.bank.Account;

interface Count extends Decider<String, Account.Event, Integer> {

	@Override
	default Integer initialState() {
		return 0;
	}

	@Override
	default List<Account.Event> decide(String command, Integer count) {
		return List.of();
	}

	@Override
	default Integer evolve(Integer count, Account.Event event) {
		return count + 1;
	}

}
