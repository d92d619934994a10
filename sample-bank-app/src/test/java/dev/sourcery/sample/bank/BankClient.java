package dev.sourcery.sample.bank;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client of the bank that knows nothing but HTTP. Thread-safe.
 */
public final class BankClient {

	public static final String TOKEN = "Sourcery-Consistency-Token";

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http;

	private final ExecutorService clients = Executors.newCachedThreadPool();

	private final URI bank;

	public BankClient(URI bank) {
		this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), bank);
	}

	private BankClient(HttpClient http, URI bank) {
		this.http = http;
		this.bank = bank;
	}

	public BankClient(int port) {
		this(URI.create("http://localhost:" + port));
	}

	public Answer get(String path, String... headers) {
		return exchange("GET", path, null, headers);
	}

	public Answer post(String path, String body, String... headers) {
		return exchange("POST", path, body, headers);
	}

	public Answer exchange(String method, String path, String body, String... headers) {
		try {
			return send(method, path, body, headers);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Sends a request.
	 * @throws IOException if the connection breaks: whether the bank has done it, nobody
	 * knows
	 */
	public Answer send(String method, String path, String body, String... headers) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.bank.resolve(path))
			.timeout(Duration.ofMinutes(1))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		if (body != null && !List.of(headers).contains("Content-Type")) {
			request.header("Content-Type", "application/json");
		}
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		try {
			return new Answer(this.http.send(request.build(), BodyHandlers.ofString()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads what has to contain a write: as a good client does, tries again when the read
	 * model is not there yet.
	 */
	public Answer getAsOf(String token, String path) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> get(path, TOKEN, token), (answer) -> answer.status() != 503)
			.expect(200);
	}

	public String open(String owner, String currency) {
		return post("/accounts", "{\"owner\":\"%s\",\"currency\":\"%s\"}".formatted(owner, currency)).expect(201)
			.text("id");
	}

	public Answer deposit(String account, String amount) {
		return move(account, "deposits", amount);
	}

	public Answer withdraw(String account, String amount) {
		return move(account, "withdrawals", amount);
	}

	private Answer move(String account, String what, String amount) {
		return post("/accounts/%s/%s".formatted(account, what),
				"{\"amount\":\"%s\",\"reference\":\"test\"}".formatted(amount));
	}

	/**
	 * Several clients depositing the same amount at once.
	 */
	public List<Answer> depositAtOnce(int clients, String account, String amount, String... headers) {
		return postAtOnce(clients, "/accounts/%s/deposits".formatted(account), "{\"amount\":\"%s\"}".formatted(amount),
				headers);
	}

	/**
	 * Several clients sending the same at once.
	 */
	public List<Answer> postAtOnce(int clients, String path, String body, String... headers) {
		return Stream.generate(() -> CompletableFuture.supplyAsync(() -> post(path, body, headers), this.clients))
			.limit(clients)
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
	}

	public Answer transfer(String from, String to, String amount) {
		return post("/transfers", """
				{"from":"%s","to":"%s","amount":"%s","reference":"test"}""".formatted(from, to, amount));
	}

	/**
	 * What has become of a transfer, when something has.
	 */
	public Answer settled(Answer transfer) {
		return settledAt(transfer.expect(202).header("Location"));
	}

	public Answer settledAt(String path) {
		return await().atMost(Duration.ofMinutes(1))
			.until(() -> get(path).expect(200), (answer) -> !answer.text("status").equals("REQUESTED"));
	}

	static Object json(String text) {
		return JSON.readValue(text, Object.class);
	}

	static Object json(Object value) {
		return json(JSON.writeValueAsString(value));
	}

	/**
	 * What the bank has answered.
	 */
	public record Answer(HttpResponse<String> response) {

		public int status() {
			return this.response.statusCode();
		}

		public Answer expect(int status) {
			assertThat(status()).as(toString()).isEqualTo(status);
			return this;
		}

		public Answer expectProblem(int status, String code) {
			expect(status);
			assertThat(header("Content-Type")).as(toString()).isEqualTo("application/problem+json");
			assertThat(text("code")).as(toString()).isEqualTo(code);
			assertThat(this.response.body()).doesNotContain("Exception", "at dev.", "java.", "sourcery.");
			return this;
		}

		public String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

		public String token() {
			return header(TOKEN);
		}

		/**
		 * The next page, if there is one.
		 */
		public String next() {
			String link = header("Link");
			return (link != null) ? link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1") : null;
		}

		public Object json() {
			return BankClient.json(this.response.body());
		}

		@SuppressWarnings("unchecked")
		public Map<String, Object> object() {
			return (Map<String, Object>) json();
		}

		@SuppressWarnings("unchecked")
		public List<Map<String, Object>> array() {
			return (List<Map<String, Object>>) json();
		}

		public String text(String field) {
			return (String) object().get(field);
		}

		@Override
		public String toString() {
			return "%s %s answered %d: %s".formatted(this.response.request().method(), this.response.uri(), status(),
					this.response.body());
		}

	}

}
