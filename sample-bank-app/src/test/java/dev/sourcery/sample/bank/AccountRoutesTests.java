package dev.sourcery.sample.bank;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.sourcery.sample.bank.BankClient.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@BankTest
class AccountRoutesTests {

	private static final String CORRELATION = "X-Correlation-Id";

	private final BankClient bank;

	AccountRoutesTests(@LocalServerPort int port) {
		this.bank = new BankClient(port);
	}

	@Test
	void opensAnAccount() {
		Answer opened = this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}").expect(201);
		String id = opened.text("id");
		assertThat(opened.header("Location")).isEqualTo("/accounts/" + id);
		assertThat(opened.header("ETag")).isEqualTo("\"1\"");
		assertThat(opened.token()).isNotEmpty();
		assertThat(opened.object()).isEqualTo(
				Map.of("id", id, "owner", "Ada", "currency", "EUR", "balance", "0.00", "status", "OPEN", "version", 1));
		Answer read = this.bank.get("/accounts/" + id).expect(200);
		assertThat(read.object()).isEqualTo(opened.object());
		assertThat(read.header("ETag")).isEqualTo("\"1\"");
	}

	@Test
	void movesMoney() {
		String id = this.bank.open("Ada", "EUR");
		Answer deposited = this.bank.post("/accounts/%s/deposits".formatted(id), "{\"amount\":\"100.00\"}").expect(200);
		assertThat(deposited.object()).containsEntry("balance", "100.00").containsEntry("version", 2);
		assertThat(deposited.header("ETag")).isEqualTo("\"2\"");
		Answer withdrawn = this.bank
			.post("/accounts/%s/withdrawals".formatted(id), "{\"amount\":\"30.50\",\"reference\":\"rent\"}")
			.expect(200);
		assertThat(withdrawn.object()).containsEntry("balance", "69.50").containsEntry("version", 3);
		assertThat(withdrawn.token()).isNotEmpty().isNotEqualTo(deposited.token());
	}

	@Test
	void whenTheBalanceDoesNotSufficeAWithdrawalIsRefused() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, "10.00").expect(200);
		this.bank.withdraw(id, "10.01").expectProblem(422, "insufficient-funds");
		assertThat(this.bank.get("/accounts/" + id).header("ETag")).isEqualTo("\"2\"");
	}

	@Test
	void closesAnAccount() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, "10.00").expect(200);
		this.bank.post("/accounts/%s/close".formatted(id), null).expectProblem(422, "balance-not-zero");
		this.bank.withdraw(id, "10.00").expect(200);
		Answer closed = this.bank.post("/accounts/%s/close".formatted(id), null).expect(200);
		assertThat(closed.object()).containsEntry("status", "CLOSED").containsEntry("version", 4);
		this.bank.deposit(id, "10.00").expectProblem(422, "account-closed");
		this.bank.withdraw(id, "10.00").expectProblem(422, "account-closed");
	}

	@Test
	void whenNothingChangesThereIsNoToken() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.post("/accounts/%s/close".formatted(id), null).expect(200);
		Answer again = this.bank.post("/accounts/%s/close".formatted(id), null).expect(200);
		assertThat(again.token()).isNull();
		assertThat(again.header("ETag")).isEqualTo("\"2\"");
	}

	@Test
	void whenTheVersionHasMovedAWriteIsNotDone() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, "10.00").expect(200);
		for (String route : List.of("deposits", "withdrawals", "close")) {
			String path = "/accounts/%s/%s".formatted(id, route);
			String body = route.equals("close") ? null : "{\"amount\":\"1.00\"}";
			this.bank.post(path, body, "If-Match", "\"1\"").expectProblem(412, "version-moved");
			this.bank.post(path, body, "If-Match", "\"7\"").expectProblem(412, "version-moved");
		}
		String deposits = "/accounts/%s/deposits".formatted(id);
		this.bank.post(deposits, "{\"amount\":\"1.00\"}", "If-Match", "\"2\"").expect(200);
		this.bank.post(deposits, "{\"amount\":\"1.00\"}", "If-Match", "*").expect(200);
		assertThat(this.bank.get("/accounts/" + id).object()).containsEntry("version", 4);
	}

	@Test
	void whatIsSentAgainUnderOneKeyIsDoneOnce() {
		String id = this.bank.open("Ada", "EUR");
		String deposits = "/accounts/%s/deposits".formatted(id);
		String body = "{\"amount\":\"10.00\"}";
		Answer first = this.bank.post(deposits, body, "Idempotency-Key", "rent-11").expect(200);
		this.bank.deposit(id, "5.00").expect(200);
		Answer again = this.bank.post(deposits, body, "Idempotency-Key", "rent-11").expect(200);
		assertThat(again.object()).isEqualTo(first.object());
		assertThat(again.token()).isEqualTo(first.token());
		this.bank.post(deposits, body, "Idempotency-Key", "rent-11", "If-Match", "\"1\"").expect(200);
		assertThat(this.bank.depositAtOnce(8, id, "10.00", "Idempotency-Key", "rent-12"))
			.allSatisfy((answer) -> assertThat(answer.expect(200).object()).containsEntry("version", 4));
		assertThat(this.bank.get("/accounts/" + id).object()).containsEntry("balance", "25.00");
		this.bank.post(deposits, body, "Idempotency-Key", " ").expectProblem(400, "invalid-idempotency-key");
	}

	@Test
	void whenNothingExistsYetNoVersionMatches() {
		this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}", "If-Match", "\"1\"")
			.expectProblem(412, "version-moved");
	}

	@Test
	void readsThePast() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, "10.00").expect(200);
		this.bank.deposit(id, "20.00").expect(200);
		Answer second = this.bank.get("/accounts/%s?version=2".formatted(id)).expect(200);
		assertThat(second.object()).containsEntry("balance", "10.00").containsEntry("version", 2);
		assertThat(second.header("ETag")).isEqualTo("\"2\"");
		String then = (String) this.bank.get("/accounts/%s/events".formatted(id)).array().get(1).get("recordedAt");
		assertThat(this.bank.get("/accounts/%s?asOf=%s".formatted(id, then)).expect(200).object())
			.isEqualTo(second.object());
		this.bank.get("/accounts/%s?version=4".formatted(id)).expectProblem(404, "not-found");
		assertThat(this.bank.get("/accounts/%s/diff?from=1&to=2".formatted(id)).expect(200).array()).singleElement()
			.satisfies((change) -> assertThat(change.toString()).contains("balance"));
		assertThat(this.bank.get("/accounts/%s/diff?from=0&to=1".formatted(id)).expect(200).array()).hasSize(4);
		assertThat(this.bank.get("/accounts/%s/diff?from=2&to=2".formatted(id)).expect(200).array()).isEmpty();
		this.bank.get("/accounts/%s/diff?from=1&to=99".formatted(id)).expectProblem(404, "not-found");
		this.bank.get("/accounts/%s?asOf=%s".formatted(id, Instant.EPOCH)).expectProblem(404, "not-found");
	}

	@Test
	void showsTheAuditTrail() {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, "10.00").expect(200);
		this.bank.withdraw(id, "3.00").expect(200);
		List<Map<String, Object>> events = this.bank.get("/accounts/%s/events".formatted(id)).expect(200).array();
		assertThat(events).extracting("type")
			.containsExactly("account.opened", "account.funds-deposited", "account.funds-withdrawn");
		assertThat(events).extracting("version").containsExactly(1, 2, 3);
		assertThat(events).extracting((event) -> ((Number) event.get("position")).longValue())
			.isSorted()
			.doesNotHaveDuplicates();
		assertThat(events).allSatisfy((event) -> {
			assertThat(Instant.parse((String) event.get("recordedAt"))).isBefore(Instant.now().plusSeconds(60));
			assertThat(event).containsKey("metadata");
		});
		assertThat(events.get(1)).containsEntry("payload", Map.of("amount", "10.00", "reference", "test"));
		assertThat(this.bank.get("/accounts/%s/events?after=1&limit=1".formatted(id)).array())
			.isEqualTo(events.subList(1, 2));
		assertThat(this.bank.get("/accounts/%s/events?after=3".formatted(id)).array()).isEmpty();
	}

	@Test
	void theAuditTrailHasTheCorrelationIdsOfTheRequests() {
		String id = this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}", CORRELATION, "visit-7")
			.expect(201)
			.text("id");
		Answer deposit = this.bank.deposit(id, "10.00").expect(200);
		Answer unusable = this.bank.post("/accounts/%s/close".formatted(id), null, CORRELATION, "not usable");
		assertThat(deposit.header(CORRELATION)).matches("[0-9a-f-]{36}");
		assertThat(unusable.header(CORRELATION)).matches("[0-9a-f-]{36}");
		assertThat(this.bank.get("/accounts/%s/events".formatted(id)).array())
			.extracting((event) -> event.get("metadata"))
			.extracting("correlationId")
			.containsExactly("visit-7", deposit.header(CORRELATION));
		assertThat(this.bank.get("/nowhere", CORRELATION, "visit-8").header(CORRELATION)).isEqualTo("visit-8");
	}

	@Test
	void whenNobodyHasSuchAnAccountItIsNotFound() {
		for (String path : List.of("/accounts/nobody", "/accounts/nobody?version=1",
				"/accounts/nobody?asOf=2026-01-31T12:00:00Z", "/accounts/nobody/events",
				"/accounts/nobody/statement")) {
			assertThat(this.bank.get(path).expect(404).text("code")).as(path).endsWith("not-found");
		}
		this.bank.deposit("nobody", "1.00").expectProblem(404, "account-not-found");
		this.bank.withdraw("nobody", "1.00").expectProblem(404, "account-not-found");
		this.bank.post("/accounts/nobody/close", null).expectProblem(404, "account-not-found");
	}

}
