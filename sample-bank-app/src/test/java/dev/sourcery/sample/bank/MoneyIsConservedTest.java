package dev.sourcery.sample.bank;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * Kills the bank under load, twice, and audits it afterwards. The property
 * {@code bank.torture.seconds} says how long the load lasts.
 */
class MoneyIsConservedTest {

	private static final int CLIENTS = 16;

	private static final Duration LOAD = Duration.ofSeconds(Long.getLong("bank.torture.seconds", 6));

	@TempDir
	private Path directory;

	@Test
	void whenTheBankIsKilledNoMoneyIsLostOrMade() throws Exception {
		List<Request> requests;
		try (BankProcess bank = new BankProcess(this.directory)) {
			bank.start();
			requests = torture(bank);
		}
		try (ConfigurableApplicationContext context = SpringApplication.run(BankApplication.class,
				BankProcess.arguments(this.directory).toArray(String[]::new))) {
			audit(context, requests);
		}
	}

	private List<Request> torture(BankProcess bank) throws Exception {
		List<String> accounts = Customer.openAccounts(bank.client());
		ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
		try {
			List<Customer> customers = new ArrayList<>();
			for (int number = 0; number < CLIENTS; number++) {
				customers.add(new Customer(number, bank, accounts));
			}
			List<Future<?>> running = customers.stream().<Future<?>>map(executor::submit).toList();
			for (int kills = 0; kills < 2; kills++) {
				TimeUnit.MILLISECONDS.sleep(LOAD.toMillis() / 3);
				bank.kill();
				bank.start();
			}
			TimeUnit.MILLISECONDS.sleep(LOAD.toMillis() / 3);
			customers.forEach(Customer::stop);
			for (Future<?> customer : running) {
				customer.get(2, TimeUnit.MINUTES);
			}
			return customers.stream().flatMap((customer) -> customer.requests().stream()).toList();
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void audit(ConfigurableApplicationContext context, List<Request> requests) throws InterruptedException {
		EventStore store = context.getBean(EventStore.class);
		// what was under way when the bank stopped is finished now
		Books books = await().atMost(LOAD.multipliedBy(3).plusMinutes(3))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> Books.of(store), (read) -> !read.hasTransfersUnderWay());
		Audit audit = new Audit(books, requests);
		audit.assertEveryRequestIsDoneOnceOrNotAtAll();
		audit.assertMoneyIsConserved();
		audit.assertEverythingHasOccurred();
		books.assertReadModelsAgree(context, new BankClient(port(context)));
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
