package dev.sourcery.autoconfigure.store;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Applications on one database.
 */
abstract class StartChecksFixture {

	final TestDatabase database = TestDatabase.create();

	final ApplicationContextRunner bank = Contexts.on(this.database).withUserConfiguration(BankConfiguration.class);

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

}
