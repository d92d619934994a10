package dev.sourcery.sample.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.awaitility.Awaitility.await;

@BankTest
class ProjectionsTests {

	@Test
	void whateverHappensTheReadModelsAreAFoldOverAllEvents(@LocalServerPort int port, ApplicationContext context)
			throws InterruptedException {
		BankClient bank = new BankClient(port);
		Random random = new Random(42);
		List<String> accounts = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			if (i < 5 || random.nextInt(20) == 0) {
				accounts.add(bank.open("Owner " + random.nextInt(5), random.nextInt(3) == 0 ? "USD" : "EUR"));
			}
			String account = accounts.get(random.nextInt(accounts.size()));
			String other = accounts.get(random.nextInt(accounts.size()));
			String amount = "%d.%02d".formatted(random.nextInt(20), 1 + random.nextInt(99));
			switch (random.nextInt(6)) {
				case 0, 1 -> bank.deposit(account, amount);
				case 2 -> bank.withdraw(account, amount);
				case 3, 4 -> bank.transfer(account, other, amount);
				default -> bank.post("/accounts/%s/close".formatted(account), null);
			}
		}
		EventStore store = context.getBean(EventStore.class);
		Books books = await().until(() -> Books.of(store), (read) -> !read.hasTransfersUnderWay());
		books.assertReadModelsAgree(context, bank);
	}

}
