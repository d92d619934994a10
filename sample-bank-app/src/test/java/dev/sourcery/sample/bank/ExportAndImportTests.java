package dev.sourcery.sample.bank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.sourcery.export.EventExport;
import dev.sourcery.store.EventStore;
import dev.sourcery.test.autoconfigure.TestDatabaseAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@BankTest
class ExportAndImportTests {

	/**
	 * The new bank has a fresh database, and exports what it has imported. Had its
	 * transfers been carried through again, there would be more events.
	 */
	@Test
	void aBankMovesIntoAnotherDatabase(@LocalServerPort int port, ApplicationContext context, @TempDir Path directory)
			throws InterruptedException, IOException {
		BankClient bank = new BankClient(port);
		String first = bank.open("Ada", "EUR");
		String second = bank.open("Grace", "EUR");
		bank.deposit(first, "100.00");
		for (int i = 0; i < 20; i++) {
			bank.transfer(first, second, "1.00");
		}
		EventStore store = context.getBean(EventStore.class);
		Books old = await().atMost(Duration.ofMinutes(1))
			.until(() -> Books.of(store), (books) -> !books.hasTransfersUnderWay());
		Path file = directory.resolve("bank.ndjson");
		context.getBean(EventExport.class).export(file);

		Path again = directory.resolve("again.ndjson");
		try (ConfigurableApplicationContext other = bankWithDatabase("--server.port=0", "--bank.drain-time=0s",
				"--bank.import=" + file, "--bank.export=" + again)) {
			// but for the header, which says where they are from
			assertThat(Files.readAllLines(again)).hasSameSizeAs(Files.readAllLines(file))
				.endsWith(Files.readAllLines(file).stream().skip(1).toArray(String[]::new));
			Books books = Books.of(other.getBean(EventStore.class));
			books.assertReadModelsAgree(other,
					new BankClient(other.getEnvironment().getRequiredProperty("local.server.port", Integer.class)));
			assertThat(Books.of(other.getBean(EventStore.class))).usingRecursiveComparison()
				.ignoringFields("position")
				.isEqualTo(old);
		}
	}

	private static ConfigurableApplicationContext bankWithDatabase(String... arguments) {
		Class<?>[] sources = { BankApplication.class, WithDatabase.class };
		return SpringApplication.run(sources, arguments);
	}

	// Without @Configuration, which would make it the configuration of this test.
	@ImportAutoConfiguration(TestDatabaseAutoConfiguration.class)
	static class WithDatabase {

	}

}
