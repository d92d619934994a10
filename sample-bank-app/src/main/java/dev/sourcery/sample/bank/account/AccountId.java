package dev.sourcery.sample.bank.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sourcery.sample.bank.Ids;

/**
 * The id of an account.
 *
 * @param value letters, digits and hyphens
 */
public record AccountId(@JsonValue String value) {

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public AccountId {
		Ids.check(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
