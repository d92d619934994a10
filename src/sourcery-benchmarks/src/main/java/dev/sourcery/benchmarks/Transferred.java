package dev.sourcery.benchmarks;

import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import dev.sourcery.event.EventType;

/**
 * The event of the benchmarks: 250 bytes of JSON.
 *
 * @param transferId a random id
 * @param counterparty an account
 * @param cents six digits
 * @param currency a currency
 * @param bookedOn a day
 * @param reference free text
 */
@EventType(Transferred.TYPE)
record Transferred(UUID transferId, String counterparty, long cents, String currency, LocalDate bookedOn,
		String reference) {

	static final String AGGREGATE = "account";

	static final String TYPE = "account.transferred";

	private static final String REFERENCE = "Invoice 2026-0815, customer 4711, rent and heating, to be paid within thirty days, net";

	static Transferred random() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		// no SecureRandom: its lock would be the bottleneck of both sides
		UUID id = new UUID(random.nextLong(), random.nextLong());
		return new Transferred(id, "DE89370400440532013000", random.nextLong(100_000, 1_000_000), "EUR",
				LocalDate.of(2026, 1, 1 + random.nextInt(28)), REFERENCE);
	}

}
