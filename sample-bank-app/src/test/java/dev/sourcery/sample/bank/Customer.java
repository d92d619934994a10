package dev.sourcery.sample.bank;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.sample.bank.Request.Kind;
import dev.sourcery.sample.bank.Request.Outcome;

/**
 * Moves money at random, as fast as the bank answers, and remembers how it ended.
 */
final class Customer implements Runnable {

	private final int number;

	private final BankProcess bank;

	private final List<String> accounts;

	private final Random random;

	private final List<Request> requests = new ArrayList<>();

	private volatile boolean stopped;

	Customer(int number, BankProcess bank, List<String> accounts) {
		this.number = number;
		this.bank = bank;
		this.accounts = accounts;
		this.random = new Random(number);
	}

	/**
	 * Opens accounts so that each reason to refuse a transfer occurs: one is closed, and
	 * some are in another currency.
	 */
	static List<String> openAccounts(BankClient bank) {
		List<String> accounts = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			accounts.add(bank.open("Owner " + i, (i % 8 == 0) ? "USD" : "EUR"));
		}
		bank.post("/accounts/%s/close".formatted(accounts.get(1)), null).expect(200);
		return accounts;
	}

	@Override
	public void run() {
		while (!this.stopped) {
			Request request = next();
			this.requests.add(request.ended(send(request)));
		}
	}

	private Request next() {
		String reference = "%d-%d".formatted(this.number, this.requests.size());
		BigDecimal amount = BigDecimal.valueOf(1 + this.random.nextInt(10_000), 2);
		int account = this.random.nextInt(this.accounts.size());
		int target = (account + 1 + this.random.nextInt(this.accounts.size() - 1)) % this.accounts.size();
		Kind kind = switch (this.random.nextInt(5)) {
			case 0, 1 -> Kind.DEPOSIT;
			case 2, 3 -> Kind.WITHDRAWAL;
			default -> Kind.TRANSFER;
		};
		return new Request(kind, this.accounts.get(account), this.accounts.get(target), amount, reference, null);
	}

	private Outcome send(Request request) {
		try {
			Answer answer = this.bank.client().send("POST", request.path(), request.body());
			return switch (answer.status()) {
				case 200, 202 -> Outcome.ACKNOWLEDGED;
				case 409, 422 -> Outcome.REFUSED;
				default -> throw new AssertionError(answer);
			};
		}
		catch (IOException ex) {
			return Outcome.UNKNOWN;
		}
	}

	void stop() {
		this.stopped = true;
	}

	List<Request> requests() {
		return this.requests;
	}

}
