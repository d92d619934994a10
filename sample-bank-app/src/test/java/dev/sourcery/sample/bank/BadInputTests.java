package dev.sourcery.sample.bank;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends: a problem that says what is wrong, and nothing is stored.
 */
@BankTest
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private final int port;

	private final BankClient bank;

	private final EventStore store;

	private String ada;

	private String bob;

	private long stored;

	BadInputTests(@LocalServerPort int port, EventStore store) {
		this.port = port;
		this.bank = new BankClient(port);
		this.store = store;
	}

	@BeforeEach
	void countEvents() {
		this.ada = this.bank.open("Ada", "EUR");
		this.bob = this.bank.open("Bob", "EUR");
		this.bank.deposit(this.ada, "1000.00").expect(200);
		this.stored = this.store.statistics().events();
	}

	@AfterEach
	void nothingIsStored() {
		assertThat(this.store.statistics().events()).isEqualTo(this.stored);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                                              | malformed-body | missing
			null                                            | malformed-body | missing
			{                                               | malformed-body | JSON
			[]                                              | malformed-body | JSON
			"Ada"                                           | malformed-body | JSON
			{"owner":"Ada","currency":"EUR"} {}             | malformed-body | JSON
			{"owner":"Ada","owner":"Bob","currency":"EUR"}  | malformed-body | JSON
			{"owner":"Ada","currency":"EUR","vip":true}     | malformed-body | vip
			{"owner":"Ada","currency":"EUR","\\ud800":true} | malformed-body | JSON
			{"owner":1,"currency":"EUR"}                    | malformed-body | owner
			{"owner":["Ada"],"currency":"EUR"}              | malformed-body | owner
			{"currency":"EUR"}                              | invalid-field  | owner
			{"owner":null,"currency":"EUR"}                 | invalid-field  | owner
			{"owner":"","currency":"EUR"}                   | invalid-field  | owner
			{"owner":" \\t","currency":"EUR"}               | invalid-field  | owner
			{"owner":"A\\u0000a","currency":"EUR"}          | invalid-field  | owner
			{"owner":"A\\ud800a","currency":"EUR"}          | invalid-field  | owner
			{"owner":"A\\udc00\\ud800a","currency":"EUR"}   | invalid-field  | owner
			{"owner":"A\\na","currency":"EUR"}              | invalid-field  | owner
			{"owner":"LONG","currency":"EUR"}               | invalid-field  | owner
			{"owner":"Ada"}                                 | invalid-field  | currency
			{"owner":"Ada","currency":null}                 | invalid-field  | currency
			{"owner":"Ada","currency":""}                   | invalid-field  | currency
			{"owner":"Ada","currency":" "}                  | invalid-field  | currency
			{"owner":"Ada","currency":"XYZ"}                | malformed-body | currency
			{"owner":"Ada","currency":"eur"}                | malformed-body | currency
			{"owner":"Ada","currency":978}                  | malformed-body | currency
			""")
	void whenAnAccountCannotBeOpenedLikeThis(String body, String code, String named) {
		Answer answer = this.bank.post("/accounts", body.replace("LONG", "x".repeat(201)));
		answer.expectProblem(400, code);
		assertThat(answer.text("detail")).contains(named);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			"100"                                | 400 | malformed-body
			"100.0"                              | 400 | malformed-body
			"1.005"                              | 400 | malformed-body
			"abc"                                | 400 | malformed-body
			""                                   | 400 | malformed-body
			"1e5"                                | 400 | malformed-body
			"1,00"                               | 400 | malformed-body
			"1.00\\u0000"                        | 400 | malformed-body
			"\\ud800"                            | 400 | malformed-body
			"1000000000000000000000000000000"    | 400 | malformed-body
			100.00                               | 400 | malformed-body
			100                                  | 400 | malformed-body
			true                                 | 400 | malformed-body
			{"value":"1.00"}                     | 400 | malformed-body
			["1.00"]                             | 400 | malformed-body
			null                                 | 400 | invalid-field
			"0.00"                               | 422 | invalid-amount
			"-1.00"                              | 422 | invalid-amount
			"1000000000000.00"                   | 422 | invalid-amount
			"1000000000000000000000000000000.00" | 422 | invalid-amount
			""")
	void whenNoSuchAmountCanBeMoved(String amount, int status, String code) {
		String body = "{\"amount\":%s}".formatted(amount);
		this.bank.post("/accounts/%s/deposits".formatted(this.ada), body).expectProblem(status, code);
		this.bank.post("/accounts/%s/withdrawals".formatted(this.ada), body).expectProblem(status, code);
		this.bank
			.post("/transfers", "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":%s}".formatted(this.ada, this.bob, amount))
			.expectProblem(status, code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\u0000", "\\ud800", "\\udfff", "line\\nbreak", "\\u0085", "LONG" })
	void whenAReferenceCannotBeStored(String reference) {
		String rest = "\"amount\":\"1.00\",\"reference\":\"%s\"}".formatted(reference.replace("LONG", "x".repeat(201)));
		this.bank.post("/accounts/%s/deposits".formatted(this.ada), "{" + rest).expectProblem(400, "invalid-field");
		this.bank.post("/accounts/%s/withdrawals".formatted(this.ada), "{" + rest).expectProblem(400, "invalid-field");
		this.bank.post("/transfers", "{\"from\":\"%s\",\"to\":\"%s\",".formatted(this.ada, this.bob) + rest)
			.expectProblem(400, "invalid-field");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"to":"BOB","amount":"1.00"}                      | invalid-field
			{"from":"ADA","amount":"1.00"}                    | invalid-field
			{"from":"ADA","to":"BOB"}                         | invalid-field
			{"from":"","to":"BOB","amount":"1.00"}            | malformed-body
			{"from":"a b","to":"BOB","amount":"1.00"}         | malformed-body
			{"from":"ADA","to":"'","amount":"1.00"}           | malformed-body
			{"from":"ADA","to":"\\u0000","amount":"1.00"}     | malformed-body
			{"from":"ADA","to":"LONG","amount":"1.00"}        | malformed-body
			{"from":"ADA","to":1,"amount":"1.00"}             | malformed-body
			{"from":"ADA","to":{"value":"BOB"},"amount":"1.00"} | malformed-body
			{"from":"ADA","to":"BOB","amount":"1.00","x":"1"} | malformed-body
			""")
	void whenATransferCannotBeUnderstood(String body, String code) {
		this.bank
			.post("/transfers", body.replace("ADA", this.ada).replace("BOB", this.bob).replace("LONG", "x".repeat(300)))
			.expectProblem(400, code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a%20b", "%22", "%27", "%0A", "a%3Bb", "%C3%A4", "a.b", "LONG" })
	void whenAnIdCannotBeOne(String id) {
		String path = id.replace("LONG", "x".repeat(300));
		this.bank.get("/transfers/" + path).expectProblem(400, "invalid-parameter");
		this.bank.get("/accounts/" + path).expectProblem(400, "invalid-parameter");
		this.bank.get("/accounts/%s/events".formatted(path)).expectProblem(400, "invalid-parameter");
		this.bank.get("/accounts/%s/statement".formatted(path)).expectProblem(400, "invalid-parameter");
		this.bank.deposit(path, "1.00").expectProblem(400, "invalid-parameter");
		this.bank.withdraw(path, "1.00").expectProblem(400, "invalid-parameter");
		this.bank.post("/accounts/%s/close".formatted(path), null).expectProblem(400, "invalid-parameter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "\"abc\"", "\"\"", "\"0\"", "\"-1\"", "\"1.0\"", "W/\"1\"", "\"1\", \"2\"", "", "**",
			"\"99999999999999999999\"" })
	void whenIfMatchIsNoVersion(String header) {
		String body = "{\"amount\":\"1.00\"}";
		this.bank.post("/accounts/%s/deposits".formatted(this.ada), body, "If-Match", header)
			.expectProblem(400, "invalid-if-match");
		this.bank.post("/accounts/%s/withdrawals".formatted(this.ada), body, "If-Match", header)
			.expectProblem(400, "invalid-if-match");
		this.bank.post("/accounts/%s/close".formatted(this.ada), null, "If-Match", header)
			.expectProblem(400, "invalid-if-match");
		this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}", "If-Match", header)
			.expectProblem(400, "invalid-if-match");
		this.bank
			.post("/transfers", "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":\"1.00\"}".formatted(this.ada, this.bob),
					"If-Match", header)
			.expectProblem(400, "invalid-if-match");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "abc", "1.", "1.-5", "2.abc", "1.zzzzzzzzzzzzzzzzz", "1.ü" })
	void whenTheTokenIsNone(String token) {
		String header = new String(token.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		this.bank.get("/accounts", BankClient.TOKEN, header).expectProblem(400, "invalid-parameter");
		this.bank.get("/bank", BankClient.TOKEN, header).expectProblem(400, "invalid-parameter");
		this.bank.get("/accounts/%s/statement".formatted(this.ada), BankClient.TOKEN, header)
			.expectProblem(400, "invalid-parameter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts/ADA?version=0", "/accounts/ADA?version=-1", "/accounts/ADA?version=abc",
			"/accounts/ADA?version=", "/accounts/ADA?version=99999999999999999999", "/accounts/ADA?asOf=yesterday",
			"/accounts/ADA?asOf=2026-01-31", "/accounts/ADA/diff?from=-1&to=2", "/accounts/ADA/diff?from=1&to=x",
			"/accounts/ADA/events?after=-1", "/accounts/ADA/events?after=x",
			"/accounts/ADA/events?after=9223372036854775807", "/accounts/ADA/events?limit=0",
			"/accounts/ADA/events?limit=1001", "/accounts/ADA/events?limit=x", "/accounts?page=-1", "/accounts?page=x",
			"/accounts?page=2147483648", "/accounts?size=0", "/accounts?size=1001", "/accounts?owner=%00",
			"/accounts?owner=LONG", "/accounts/ADA/statement?after=-1", "/accounts/ADA/statement?size=0",
			"/accounts/ADA/statement?size=1001", "/accounts/ADA/turnover?from=yesterday",
			"/accounts/ADA/turnover?from=2026-02-30", "/accounts/ADA/turnover?from=999999999-12-31",
			"/accounts/ADA/turnover?size=0" })
	void whenAParameterIsOutOfRange(String path) {
		this.bank.get(path.replace("ADA", this.ada).replace("LONG", "x".repeat(201)))
			.expectProblem(400, "invalid-parameter");
	}

	@Test
	void whenOneMomentIsToBeNamed() {
		this.bank.get("/accounts/%s?asOf=".formatted(this.ada)).expectProblem(400, "bad-request");
		this.bank.get("/accounts/%s/diff?from=1".formatted(this.ada)).expectProblem(400, "bad-request");
		this.bank.get("/accounts/%s?version=1&asOf=2026-01-31T12:00:00Z".formatted(this.ada))
			.expectProblem(400, "bad-request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded",
			"multipart/form-data", "nonsense" })
	void whenTheBodyIsOfAnotherType(String type) {
		this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}", "Content-Type", type)
			.expectProblem(415, "unsupported-media-type");
	}

	@Test
	void whenTheBodyIsHuge() {
		this.bank.post("/accounts", "{\"owner\":\"%s\",\"currency\":\"EUR\"}".formatted("x".repeat(1_000_000)))
			.expectProblem(400, "malformed-body");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /nowhere, 404, not-found", "GET, /, 404, not-found", "GET, /error, 404, not-found",
			"GET, /accounts/x/y, 404, not-found", "DELETE, /accounts/x, 405, method-not-allowed",
			"PUT, /accounts, 405, method-not-allowed", "POST, /bank, 405, method-not-allowed" })
	void whenThereIsNoSuchRoute(String method, String path, int status, String code) {
		this.bank.exchange(method, path, null).expectProblem(status, code);
		this.bank.exchange(method, path, "a=%zz", "Content-Type", "application/x-www-form-urlencoded")
			.expectProblem(status, code);
	}

	@Test
	void whenTheClientTakesNoJson() {
		this.bank.get("/bank", "Accept", "application/xml").expectProblem(406, "not-acceptable");
		this.bank.get("/accounts/nobody", "Accept", "text/html").expectProblem(404, "account-not-found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts?size=%", "/accounts?%zz=1", "/accounts/ADA?version=%", "/accounts/ADA?%",
			"/accounts?owner=%FF", "/actuator/health?x=%", "/nowhere?x=%" })
	void whenTheQueryIsNoneItIsTheClientsFault(String target, CapturedOutput output) throws IOException {
		String answer = get(target.replace("ADA", this.ada));
		assertThat(answer).containsPattern("^HTTP/1.1 40[04]")
			.containsIgnoringCase("content-type: application/problem+json")
			.contains("\"code\":\"");
		assertThat(output).doesNotContain("ERROR", "\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts/..%2Fbank", "/accounts/a b", "/accounts/<script>", "/accounts/%zz",
			"/accounts/%00", "/accounts/%FF", "/accounts/%ED%A0%80", "/accounts/%5C", "/%2e%2e/%2e%2e/etc/passwd" })
	void whenTheRequestIsNoHttp(String path) throws IOException {
		assertThat(get(path)).startsWith("HTTP/1.1 4")
			.containsIgnoringCase("content-type: application/problem+json")
			.contains("\"code\":\"")
			.doesNotContain("Exception", "script", "Tomcat");
	}

	private String get(String target) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(target)
					.getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
