package dev.sourcery.sample.bank.web;

import java.util.UUID;

import dev.sourcery.repository.Repository;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.InvalidAppendException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The name of a command that a client sends in {@code Idempotency-Key}, so that it can
 * retry the command if it receives no response. Keys are separate for each account and
 * for each route that creates a resource.
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
			// answered in the same way as a reserved key
		}
		throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-idempotency-key",
				"Idempotency-Key takes 1 to 255 characters and does not begin with " + OF_THE_BANK);
	}

	/**
	 * Creates the id of a command that the bank issues. Clients cannot send this name.
	 * @param name the name of the command
	 * @return the id
	 */
	public static CommandId ofTheBank(String name) {
		return new CommandId(OF_THE_BANK + name);
	}

	/**
	 * Returns the id of an account or transfer that is being created. It is derived from
	 * the key, so that a repeated request does not create a second one. A bank with
	 * authenticated clients has to derive it from the client too, because two clients may
	 * choose the same key.
	 * @param route the route of the request, for which ids are separate
	 * @return the id, which is random if there is no key
	 */
	public String newId(String route) {
		return ((this.commandId != null) ? this.commandId.idFor(route) : UUID.randomUUID()).toString();
	}

	/**
	 * Returns a repository that executes the command only once.
	 * @param <A> the aggregate class
	 * @param <ID> the type of the ids
	 * @param repository the repository
	 * @return a view of the repository
	 */
	public <A, ID> Repository<A, ID> on(Repository<A, ID> repository) {
		return (this.commandId == null) ? repository : repository.with(this.commandId);
	}

}
