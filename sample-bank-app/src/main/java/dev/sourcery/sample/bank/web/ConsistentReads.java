package dev.sourcery.sample.bank.web;

import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Enables clients to read their own writes: the client sends the token of a write with a
 * read, and the read waits until the read model contains that write.
 */
@Component
public class ConsistentReads {

	/**
	 * The header for tokens in requests and responses.
	 */
	public static final String TOKEN = "Sourcery-Consistency-Token";

	private final Projections projections;

	private final BankProperties properties;

	ConsistentReads(Projections projections, BankProperties properties) {
		this.projections = projections;
		this.properties = properties;
	}

	/**
	 * Waits for a projection, if the client has sent a token.
	 * @param projection the name of the projection
	 * @param token the token of the client, or {@code null} if it has sent none
	 */
	public void await(String projection, @Nullable ConsistencyToken token) {
		if (token == null) {
			return;
		}
		try {
			this.projections.await(projection, token, this.properties.consistencyTimeout());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for projection " + projection, ex);
		}
	}

}
