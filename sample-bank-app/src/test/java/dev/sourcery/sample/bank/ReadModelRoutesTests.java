package dev.sourcery.sample.bank;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.projection.Projections;
import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventStore;
import dev.sourcery.tail.EventSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

@BankTest
class ReadModelRoutesTests {

	private final BankClient bank;

	private final EventStore store;

	private final Projections projections;

	private final JdbcTemplate jdbc;

	ReadModelRoutesTests(@LocalServerPort int port, EventStore store, Projections projections, JdbcTemplate jdbc) {
		this.jdbc = jdbc;
		this.bank = new BankClient(port);
		this.store = store;
		this.projections = projections;
	}

	@Test
	void listsAccountsByOwner() {
		String first = this.bank.open("Grace & Co", "EUR");
		String second = this.bank.open("Grace & Co", "USD");
		String token = this.bank.deposit(second, "5.00").token();
		List<Map<String, Object>> listed = this.bank.getAsOf(token, "/accounts?owner=Grace%20%26%20Co").array();
		assertThat(listed).extracting("id").containsExactlyInAnyOrder(first, second).isSorted();
		assertThat(listed).contains(this.bank.get("/accounts/" + first).object(),
				this.bank.get("/accounts/" + second).object());
		String page = "/accounts?owner=Grace%20%26%20Co&size=1&page=";
		assertThat(this.bank.get(page + 0).array()).isEqualTo(listed.subList(0, 1));
		assertThat(this.bank.get(page + 1).array()).isEqualTo(listed.subList(1, 2));
		assertThat(this.bank.get(page + 2).array()).isEmpty();
		assertThat(this.bank.get(page + Integer.MAX_VALUE).array()).isEmpty();
	}

	@Test
	void showsEachMovementWithItsBalance() {
		String id = this.bank.open("Ada", "EUR");
		assertThat(this.bank.get("/accounts/%s/statement".formatted(id)).expect(200).array()).isEmpty();
		this.bank.deposit(id, "100.00").expect(200);
		String token = this.bank.withdraw(id, "30.00").expect(200).token();
		List<Map<String, Object>> lines = this.bank.getAsOf(token, "/accounts/%s/statement".formatted(id)).array();
		assertThat(lines).extracting("version").containsExactly(2, 3);
		assertThat(lines).extracting("type").containsExactly("account.funds-deposited", "account.funds-withdrawn");
		assertThat(lines).extracting("amount").containsExactly("100.00", "-30.00");
		assertThat(lines).extracting("balance").containsExactly("100.00", "70.00");
		assertThat(lines).extracting("reference").containsOnly("test");
		List<Map<String, Object>> events = this.bank.get("/accounts/%s/events?after=1".formatted(id)).array();
		assertThat(lines).extracting("recordedAt")
			.isEqualTo(events.stream().map((it) -> it.get("recordedAt")).toList());
	}

	@Test
	void showsAStatementPageByPage() {
		String id = this.bank.open("Ada", "EUR");
		for (int i = 0; i < 4; i++) {
			this.bank.deposit(id, "1.00").expect(200);
		}
		String path = "/accounts/%s/statement".formatted(id);
		String token = this.bank.deposit(id, "1.00").token();
		Answer all = this.bank.getAsOf(token, path);
		assertThat(all.array()).hasSize(5);
		assertThat(all.next()).isNull();
		Answer first = this.bank.get(path + "?size=2").expect(200);
		Answer second = this.bank.get(first.next()).expect(200);
		Answer third = this.bank.get(second.next()).expect(200);
		assertThat(first.array()).isEqualTo(all.array().subList(0, 2));
		assertThat(second.array()).isEqualTo(all.array().subList(2, 4));
		assertThat(third.array()).isEqualTo(all.array().subList(4, 5));
		assertThat(third.next()).isNull();
		assertThat(this.bank.get(path + "?after=6").expect(200).array()).isEmpty();
	}

	@Test
	void sumsUpTheMovementsOfADay() {
		String id = this.bank.open("Ada", "EUR");
		String path = "/accounts/%s/turnover".formatted(id);
		assertThat(this.bank.get(path).expect(200).array()).isEmpty();
		this.bank.deposit(id, "100.00").expect(200);
		this.bank.deposit(id, "0.50").expect(200);
		String token = this.bank.withdraw(id, "30.00").expect(200).token();
		List<Map<String, Object>> days = this.bank.getAsOf(token, path).array();
		assertThat(sum(days, "deposited")).isEqualByComparingTo("100.50");
		assertThat(sum(days, "withdrawn")).isEqualByComparingTo("30.00");
		assertThat(days.stream().mapToInt((day) -> (int) day.get("movements")).sum()).isEqualTo(3);
	}

	private static BigDecimal sum(List<Map<String, Object>> days, String amount) {
		return days.stream()
			.map((day) -> new BigDecimal((String) day.get(amount)))
			.reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	@Test
	void showsTheTurnoverPageByPage() {
		String id = this.bank.open("Ada", "EUR");
		for (int day = 1; day <= 5; day++) {
			this.jdbc.update("insert into daily_turnover values (?, make_date(2020, 1, ?), 1, 1.00, 0.00)", id, day);
		}
		String path = "/accounts/%s/turnover".formatted(id);
		Answer first = this.bank.get(path + "?size=2").expect(200);
		Answer second = this.bank.get(first.next()).expect(200);
		Answer third = this.bank.get(second.next()).expect(200);
		assertThat(Stream.of(first, second, third).flatMap((page) -> page.array().stream()))
			.isEqualTo(this.bank.get(path).expect(200).array());
		assertThat(third.array()).extracting("day").containsExactly("2020-01-05");
		assertThat(third.next()).isNull();
		assertThat(this.bank.get(path + "?from=2020-01-04").expect(200).array()).hasSize(2);
	}

	@Test
	void countsAccountsMoneyAndEvents() {
		String before = this.bank.open("Ada", "CHF");
		Answer deposited = this.bank.deposit(before, "12.50").expect(200);
		Map<String, Object> earlier = this.bank.getAsOf(deposited.token(), "/bank").object();
		String other = this.bank.open("Bob", "CHF");
		String token = this.bank.deposit(other, "0.50").token();
		Map<String, Object> later = this.bank.getAsOf(token, "/bank").object();
		assertThat(later).containsEntry("accounts", (int) earlier.get("accounts") + 1)
			.containsEntry("eventsApplied", (int) earlier.get("eventsApplied") + 2)
			.containsEntry("position", (int) ConsistencyToken.parse(token).position().value());
		assertThat(later.get("money")).asInstanceOf(MAP).containsEntry("CHF", "13.00");
	}

	@Test
	void whenTheReadModelIsBehindTheClientIsToComeBack() {
		this.projections.stop();
		try {
			String id = this.bank.open("Ada", "EUR");
			String token = this.bank.deposit(id, "1.00").token();
			for (String path : List.of("/accounts", "/bank", "/accounts/%s/statement".formatted(id),
					"/accounts/%s/turnover".formatted(id))) {
				Answer answer = this.bank.get(path, BankClient.TOKEN, token);
				answer.expectProblem(503, "read-model-behind");
				assertThat(answer.header("Retry-After")).isEqualTo("1");
			}
		}
		finally {
			this.projections.start();
		}
	}

	@Test
	void aTokenOfAnotherBankOrOfTheFutureIsRefused() {
		Position future = new Position(
				EventSource.of(this.store).tail().settledPosition().position().value() + 1_000_000);
		for (ConsistencyToken token : List.of(new ConsistencyToken(future),
				new ConsistencyToken(Position.START, new Epoch(this.store.epoch().number(), "00c0ffee"), 0))) {
			this.bank.get("/accounts", BankClient.TOKEN, token.toString()).expectProblem(400, "unknown-token");
		}
	}

	@Test
	void whenTheReadModelsAreRebuiltTheyAreTheSameAgain() throws InterruptedException {
		String id = this.bank.open("Ada", "EUR");
		String token = this.bank.deposit(id, "1.00").token();
		for (Map.Entry<String, String> route : Map
			.of("account-list", "/accounts", "statement", "/accounts/%s/statement".formatted(id), "bank-totals",
					"/bank", "daily-turnover", "/accounts/%s/turnover".formatted(id))
			.entrySet()) {
			Object before = this.bank.getAsOf(token, route.getValue()).json();
			this.projections.rebuild(route.getKey());
			assertThat(this.bank.getAsOf(token, route.getValue()).json()).as(route.getKey()).isEqualTo(before);
		}
	}

}
