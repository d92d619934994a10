package dev.sourcery.sample.bank;

import java.nio.file.Path;

import dev.sourcery.sample.bank.account.AccountEvent;
import dev.sourcery.sample.bank.transfer.TransferEvent;
import dev.sourcery.test.event.EventFormats;
import org.junit.jupiter.api.Test;

class StoredEventsTests {

	@Test
	void storedEventsRemainReadable() {
		EventFormats.of(AccountEvent.class, TransferEvent.class).verify(Path.of("src/test/resources/events"));
	}

}
