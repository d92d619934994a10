package dev.sourcery.sample.bank.transfer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sourcery.sample.bank.Ids;

/**
 * The id of a transfer.
 *
 * @param value letters, digits and hyphens
 */
public record TransferId(@JsonValue String value) {

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public TransferId {
		Ids.check(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
