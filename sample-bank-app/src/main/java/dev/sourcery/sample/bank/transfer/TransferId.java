package dev.sourcery.sample.bank.transfer;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sourcery.sample.bank.Ids;

/**
 * Names a transfer.
 *
 * @param value letters, digits and hyphens
 */
public record TransferId(@JsonValue String value) {

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public TransferId {
		Ids.check(value);
	}

	static TransferId random() {
		return new TransferId(UUID.randomUUID().toString());
	}

	@Override
	public String toString() {
		return this.value;
	}

}
