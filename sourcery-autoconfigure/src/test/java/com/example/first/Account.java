package com.example.first;

import com.example.first.AccountEvent.Deposited;
import com.example.first.AccountEvent.Opened;
import com.example.first.AccountEvent.Withdrawn;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;

@Aggregate("account")
record Account(String owner, long cents) {

	@CommandHandler // static: creates the account
	static Opened open(Open command) {
		return new Opened(command.owner());
	}

	@CommandHandler // instance: decides on the current state
	AccountEvent move(Move command) {
		if (this.cents + command.cents() < 0) {
			throw new IllegalStateException("Insufficient funds");
		}
		return (command.cents() < 0) ? new Withdrawn(-command.cents()) : new Deposited(command.cents());
	}

	@Apply
	static Account on(Opened event) {
		return new Account(event.owner(), 0);
	}

	@Apply
	Account on(Deposited event) {
		return new Account(this.owner, this.cents + event.cents());
	}

	@Apply
	Account on(Withdrawn event) {
		return new Account(this.owner, this.cents - event.cents());
	}

	record Open(String owner) {
	}

	record Move(long cents) {
	}

}
