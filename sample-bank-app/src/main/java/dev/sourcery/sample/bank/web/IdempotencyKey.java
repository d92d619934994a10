package dev.sourcery.sample.bank.web;

import java.util.UUID;

import dev.sourcery.repository.Repository;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.InvalidAppendException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The name that a client gives a command in {@code Idempotency-Key}, to be able to send
 * it again when no answer came. Each account has keys of its own, and so has each route
 * that creates something.
 *
 * @param commandId the name, or {@code null} if there is none
 */
public record IdempotencyKey(@Nullable CommandId commandId) {

	static final String HEADER = "Idempotency-Key";

	private static final String OF_THE_BANK = "bank:";

	static IdempotencyKey parse(@Nullable String header) {
		if (header == null) {
			return new IdempotencyKey(null);
		}
		try {
			if (!header.startsWith(OF_THE_BANK)) {
				return new IdempotencyKey(new CommandId(header));
			}
		}
		catch (InvalidAppendException ex) {
			// answered as the other one
		}
		throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-idempotency-key",
				"Idempotency-Key takes 1 to 255 characters and does not begin with " + OF_THE_BANK);
	}

	/**
	 * Names a command that the bank itself issues. No client can send that name.
	 * @param name the name
	 * @return the id
	 */
	public static CommandId ofTheBank(String name) {
		return new CommandId(OF_THE_BANK + name);
	}

	/**
	 * The id of an account or transfer that is being created: derived from the key, so
	 * that sending the request again creates nothing else. A bank whose clients log in
	 * derives it from the client as well, as two clients may choose one key.
	 * @param route the route of the request; each has ids of its own
	 * @return the id, a random one without a key
	 */
	public String newId(String route) {
		return ((this.commandId != null) ? this.commandId.idFor(route) : UUID.randomUUID()).toString();
	}

	/**
	 * The repository that runs the command once.
	 * @param <A> the aggregate class
	 * @param <ID> type of its ids
	 * @param repository the repository
	 * @return a view of it
	 */
	public <A, ID> Repository<A, ID> on(Repository<A, ID> repository) {
		return (this.commandId == null) ? repository : repository.with(this.commandId);
	}

}
