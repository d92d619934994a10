package dev.sourcery.sample.bank;

import java.util.List;

import dev.sourcery.sample.bank.BankClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are sent again under one {@code Idempotency-Key}.
 */
@BankTest
class IdempotencyTests {

	private static final String ADA = "{\"owner\":\"Ada\",\"currency\":\"EUR\"}";

	private final BankClient bank;

	IdempotencyTests(@LocalServerPort int port) {
		this.bank = new BankClient(port);
	}

	@Test
	void anAccountIsOpenedOnce() {
		Answer first = this.bank.post("/accounts", ADA, "Idempotency-Key", "open").expect(201);
		this.bank.deposit(first.text("id"), "5.00").expect(200);
		assertSame(this.bank.post("/accounts", ADA, "Idempotency-Key", "open").expect(201), first);
		this.bank.post("/accounts", ADA.replace("Ada", "Bob"), "Idempotency-Key", "open")
			.expectProblem(422, "idempotency-key-taken");
		assertThat(this.bank.post("/accounts", ADA, "Idempotency-Key", "open again").expect(201).text("id"))
			.isNotEqualTo(first.text("id"));
		assertThat(this.bank.open("Ada", "EUR")).isNotEqualTo(this.bank.open("Ada", "EUR"));
	}

	@Test
	void moneyIsTransferredOnce() {
		String ada = accountWith("100.00");
		String bob = accountWith("1.00");
		Answer first = transfer(ada, bob, "40.00", "move").expect(202);
		assertThat(this.bank.settled(first).object()).containsEntry("status", "COMPLETED");
		assertSame(transfer(ada, bob, "40.00", "move").expect(202), first);
		transfer(ada, bob, "40.01", "move").expectProblem(422, "idempotency-key-taken");
		transfer(bob, ada, "40.00", "move").expectProblem(422, "idempotency-key-taken");
		Answer second = transfer(ada, bob, "10.00", "move again").expect(202);
		assertThat(this.bank.settled(second).object()).containsEntry("status", "COMPLETED");
		assertThat(this.bank.get("/accounts/" + ada).object()).containsEntry("balance", "50.00");
		assertThat(this.bank.get("/accounts/" + bob).object()).containsEntry("balance", "51.00");
	}

	@Test
	void whatIsSentSeveralTimesAtOnceIsDoneOnce() {
		List<Answer> opened = this.bank.postAtOnce(6, "/accounts", ADA, "Idempotency-Key", "at once");
		assertThat(opened).allSatisfy((answer) -> assertSame(answer.expect(201), opened.get(0)));
		String ada = accountWith("100.00");
		String bob = accountWith("1.00");
		List<Answer> requested = this.bank.postAtOnce(6, "/transfers", transferBody(ada, bob, "40.00"),
				"Idempotency-Key", "at once");
		assertThat(requested).allSatisfy((answer) -> assertSame(answer.expect(202), requested.get(0)));
		this.bank.settled(requested.get(0));
		assertThat(this.bank.get("/accounts/" + ada).object()).containsEntry("balance", "60.00")
			.containsEntry("version", 3);
	}

	@Test
	void aKeyStandsForOneRequest() {
		String ada = accountWith("100.00");
		String path = "/accounts/%s/".formatted(ada);
		String body = "{\"amount\":\"10.00\"}";
		this.bank.post(path + "deposits", body, "Idempotency-Key", "one").expect(200);
		for (Answer other : List.of(
				this.bank.post(path + "deposits", "{\"amount\":\"11.00\"}", "Idempotency-Key", "one"),
				this.bank.post(path + "deposits", "{\"amount\":\"10.00\",\"reference\":\"\"}", "Idempotency-Key",
						"one"),
				this.bank.post(path + "withdrawals", body, "Idempotency-Key", "one"),
				this.bank.post(path + "close", null, "Idempotency-Key", "one"))) {
			other.expectProblem(422, "idempotency-key-taken");
			assertThat(other.text("detail")).doesNotContain("10.00");
		}
		this.bank
			.post("/accounts/%s/deposits".formatted(accountWith("1.00")), "{\"amount\":\"7.00\"}", "Idempotency-Key",
					"one")
			.expect(200);
		assertThat(this.bank.get("/accounts/" + ada).object()).containsEntry("balance", "110.00");
	}

	@Test
	void whatChangedNothingLeavesItsKeyFree() {
		String ada = this.bank.open("Ada", "EUR");
		this.bank.post("/accounts/%s/close".formatted(ada), null).expect(200);
		for (int i = 0; i < 2; i++) {
			Answer again = this.bank.post("/accounts/%s/close".formatted(ada), null, "Idempotency-Key", "close");
			assertThat(again.expect(200).token()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts", "/transfers", "/accounts/x/deposits", "/accounts/x/close" })
	void whatIsNoKeyIsRefused(String path) {
		this.bank.post(path, "{}", "Idempotency-Key", " ").expectProblem(400, "invalid-idempotency-key");
	}

	private static void assertSame(Answer answer, Answer first) {
		assertThat(answer.object()).isEqualTo(first.object());
		assertThat(answer.token()).isEqualTo(first.token());
		assertThat(answer.header("ETag")).isEqualTo(first.header("ETag"));
		assertThat(answer.header("Location")).isEqualTo(first.header("Location"));
	}

	private String accountWith(String amount) {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, amount).expect(200);
		return id;
	}

	private Answer transfer(String from, String to, String amount, String key) {
		return this.bank.post("/transfers", transferBody(from, to, amount), "Idempotency-Key", key);
	}

	private static String transferBody(String from, String to, String amount) {
		return "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":\"%s\"}".formatted(from, to, amount);
	}

}
