package dev.sourcery.autoconfigure.unusable.anystate;

import java.util.List;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Decider;
import dev.sourcery.autoconfigure.bank.Account;

@Aggregate("any-state")
public final class OfAnyState<S> implements Decider<String, Account.Event, S> {

	@Override
	public S initialState() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Account.Event> decide(String command, S state) {
		return List.of();
	}

	@Override
	public S evolve(S state, Account.Event event) {
		return state;
	}

}
