package dev.sourcery.sample.bank;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.sample.bank.BankClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Stops the bank as an operator does, while clients are busy, and starts it again.
 */
class RestartTests {

	private static final int CLIENTS = 8;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	private Path directory;

	@Test
	void clientsNoticeNothingButTheirConnections() throws Exception {
		try (BankProcess bank = new BankProcess(this.directory)) {
			bank.start("--bank.drain-time=5s");
			String ada = bank.client().open("Ada", "EUR");
			List<Callable<Answer>> requests = requests(bank, ada, bank.client().open("Bob", "EUR"));
			List<Answer> first = new ArrayList<>();
			for (Callable<Answer> request : requests) {
				first.add(request.call());
			}
			bank.client().settled(first.get(2));
			stopWhileClientsAreBusy(bank, "/accounts/" + ada);
			bank.start();
			for (int i = 0; i < first.size(); i++) {
				Answer again = requests.get(i).call();
				assertThat(again.status()).as(again.toString()).isEqualTo(first.get(i).status());
				assertThat(again.json()).isEqualTo(first.get(i).json());
				assertThat(again.token()).isEqualTo(first.get(i).token());
			}
			assertThat(bank.client().get("/accounts/" + ada).object()).containsEntry("balance", "6.00");
			bank.client()
				.post("/transfers", "{\"from\":\"x\",\"to\":\"y\",\"amount\":\"1.00\"}", "Idempotency-Key", "key")
				.expectProblem(404, "account-not-found");
			bank.client()
				.post("/accounts", "{\"owner\":\"Eve\",\"currency\":\"EUR\"}", "Idempotency-Key", "key")
				.expectProblem(422, "idempotency-key-taken");
		}
	}

	private static List<Callable<Answer>> requests(BankProcess bank, String ada, String bob) {
		String[] key = { "Idempotency-Key", "key" };
		return List.of(() -> bank.client().post("/accounts", "{\"owner\":\"Cy\",\"currency\":\"EUR\"}", key),
				() -> bank.client().post("/accounts/%s/deposits".formatted(ada), "{\"amount\":\"10.00\"}", key),
				() -> bank.client()
					.post("/transfers", "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":\"4.00\"}".formatted(ada, bob),
							key));
	}

	private void stopWhileClientsAreBusy(BankProcess bank, String path) throws Exception {
		AtomicInteger answers = new AtomicInteger();
		AtomicInteger closed = new AtomicInteger();
		List<Future<Void>> clients = new ArrayList<>();
		try (KeptConnection idle = new KeptConnection(bank.port())) {
			assertThat(idle.exchange(path)).isTrue();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(this.threads.submit(() -> {
					try (KeptConnection connection = new KeptConnection(bank.port())) {
						while (connection.exchange(path)) {
							answers.incrementAndGet();
						}
						closed.incrementAndGet();
						return null;
					}
				}));
			}
			await().until(() -> answers.get() > 10 * CLIENTS);
			bank.terminate();
			for (Future<Void> client : clients) {
				client.get();
			}
			assertThat(closed).hasValue(CLIENTS);
			assertThat(idle.exchange(path)).isFalse();
		}
		finally {
			this.threads.shutdownNow();
		}
		bank.awaitEnd();
		assertThat(bank.log()).doesNotContain(" ERROR ");
	}

}
