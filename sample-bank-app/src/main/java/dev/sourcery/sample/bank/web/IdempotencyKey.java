package dev.sourcery.sample.bank.web;

import dev.sourcery.repository.Repository;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.InvalidAppendException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The name that a client gives a command in {@code Idempotency-Key}, to be able to send
 * it again when no answer came. Each account has keys of its own.
 *
 * @param commandId the name, or {@code null} if there is none
 */
public record IdempotencyKey(@Nullable CommandId commandId) {

	static final String HEADER = "Idempotency-Key";

	static IdempotencyKey parse(@Nullable String header) {
		try {
			return new IdempotencyKey((header != null) ? new CommandId(header) : null);
		}
		catch (InvalidAppendException ex) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-idempotency-key",
					"Idempotency-Key takes 1 to 255 characters");
		}
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
