package dev.sourcery.sample.bank.account;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sourcery.sample.bank.Ids;

/**
 * Names an account.
 *
 * @param value letters, digits and hyphens
 */
public record AccountId(@JsonValue String value) {

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public AccountId {
		Ids.check(value);
	}

	static AccountId random() {
		return new AccountId(UUID.randomUUID().toString());
	}

	@Override
	public String toString() {
		return this.value;
	}

}
