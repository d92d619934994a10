package dev.sourcery.sample.bank.transfer;

import java.time.Instant;

import dev.sourcery.event.RecordedEvent;

/**
 * An event that a transfer has caused, in its own stream or in that of an account.
 */
record TransferEntry(String stream, long version, String type, Instant recordedAt) {

	static TransferEntry of(RecordedEvent<?> event) {
		return new TransferEntry(event.stream().toString(), event.version(), event.type().name(), event.recordedAt());
	}

}
