package dev.sourcery.sample.bank.web;

import dev.sourcery.store.Commit;

import org.springframework.http.HttpHeaders;

/**
 * The response headers of writes, which describe the commit.
 */
public final class CommitHeaders {

	private CommitHeaders() {
	}

	/**
	 * Returns the version as {@code ETag}, and the consistency token unless nothing has
	 * changed.
	 * @param commit the commit
	 * @return the headers
	 */
	public static HttpHeaders of(Commit commit) {
		HttpHeaders headers = new HttpHeaders();
		headers.setETag("\"%d\"".formatted(commit.version()));
		commit.token().ifPresent((token) -> headers.set(ConsistentReads.TOKEN, token.toString()));
		return headers;
	}

}
