package dev.sourcery.sample.bank.transfer;

import java.time.Instant;

import dev.sourcery.event.RecordedEvent;

/**
 * One line of what a transfer has led to, on the transfer itself and on the accounts.
 */
record TransferEntry(String stream, long version, String type, Instant recordedAt) {

	static TransferEntry of(RecordedEvent<?> event) {
		return new TransferEntry(event.stream().toString(), event.version(), event.type().name(), event.recordedAt());
	}

}
