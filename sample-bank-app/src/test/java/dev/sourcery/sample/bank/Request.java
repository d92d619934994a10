package dev.sourcery.sample.bank;

import java.math.BigDecimal;

/**
 * What a customer has asked for, and how it ended. The reference is unique.
 */
record Request(Kind kind, String account, String target, BigDecimal amount, String reference, Outcome outcome) {

	String path() {
		return switch (this.kind) {
			case DEPOSIT -> "/accounts/%s/deposits".formatted(this.account);
			case WITHDRAWAL -> "/accounts/%s/withdrawals".formatted(this.account);
			case TRANSFER -> "/transfers";
		};
	}

	String body() {
		return (this.kind == Kind.TRANSFER) ? """
				{"from":"%s","to":"%s","amount":"%s","reference":"%s"}""".formatted(this.account, this.target,
				this.amount, this.reference) : """
						{"amount":"%s","reference":"%s"}""".formatted(this.amount, this.reference);
	}

	Request ended(Outcome how) {
		return new Request(this.kind, this.account, this.target, this.amount, this.reference, how);
	}

	boolean is(Kind kind, Outcome outcome) {
		return this.kind == kind && this.outcome == outcome;
	}

	enum Kind {

		DEPOSIT, WITHDRAWAL, TRANSFER

	}

	enum Outcome {

		ACKNOWLEDGED, REFUSED,

		/**
		 * The connection broke: done or not, nobody has told.
		 */
		UNKNOWN

	}

}
