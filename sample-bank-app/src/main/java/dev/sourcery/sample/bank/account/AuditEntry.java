package dev.sourcery.sample.bank.account;

import java.time.Instant;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;

/**
 * An entry in the audit trail of an account: a stored event.
 */
record AuditEntry(String type, long version, long position, Instant recordedAt, Metadata metadata, Object payload) {

	static AuditEntry of(RecordedEvent<?> event) {
		return new AuditEntry(event.type().name(), event.version(), event.position().value(), event.recordedAt(),
				event.metadata(), event.payload());
	}

}
