package dev.sourcery.sample.bank.web;

import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Lets a client read its own writes: it sends back the token it got with a write, and the
 * read waits until the read model has that write.
 */
@Component
public class ConsistentReads {

	/**
	 * The header in which tokens come and go.
	 */
	public static final String TOKEN = "Sourcery-Consistency-Token";

	private final Projections projections;

	private final BankProperties properties;

	ConsistentReads(Projections projections, BankProperties properties) {
		this.projections = projections;
		this.properties = properties;
	}

	/**
	 * Waits for a projection, if there is something to wait for.
	 * @param projection its name
	 * @param token the client's token, if it has sent one
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
