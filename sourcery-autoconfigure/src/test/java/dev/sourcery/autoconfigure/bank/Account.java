package dev.sourcery.autoconfigure.bank;

import java.math.BigDecimal;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;

@Aggregate("account")
public record Account(String owner, BigDecimal balance) {

	private static final BigDecimal LIMIT = new BigDecimal(10_000);

	@CommandHandler
	static Event open(Open command) {
		return new Opened(command.owner());
	}

	@CommandHandler
	Event deposit(Deposit command) throws LimitExceeded {
		if (command.amount().compareTo(LIMIT) > 0) {
			throw new LimitExceeded(command.amount());
		}
		return new Deposited(command.amount());
	}

	@Apply
	static Account on(Opened event) {
		return new Account(event.owner(), BigDecimal.ZERO);
	}

	@Apply
	Account on(Deposited event) {
		return new Account(this.owner, this.balance.add(event.amount()));
	}

	public record Open(String owner) {

	}

	public record Deposit(BigDecimal amount) {

		public Deposit(String amount) {
			this(new BigDecimal(amount));
		}

	}

	public static final class LimitExceeded extends Exception {

		private static final long serialVersionUID = 1L;

		LimitExceeded(BigDecimal amount) {
			super("A deposit of %s exceeds the limit".formatted(amount));
		}

	}

	public sealed interface Event {

	}

	@EventType("account.opened")
	public record Opened(String owner) implements Event {

	}

	@EventType("account.deposited")
	public record Deposited(BigDecimal amount) implements Event {

	}

}
