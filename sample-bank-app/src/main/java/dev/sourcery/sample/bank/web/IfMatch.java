package dev.sourcery.sample.bank.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sourcery.repository.Repository;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The precondition of a write: the version that the client knows, if it names one in
 * {@code If-Match}.
 *
 * @param version the version, or {@code null} for any
 */
public record IfMatch(@Nullable Long version) {

	private static final Pattern ENTITY_TAG = Pattern.compile("\"([1-9][0-9]{0,17})\"");

	static IfMatch parse(@Nullable String header) {
		if (header == null || header.equals("*")) {
			return new IfMatch(null);
		}
		Matcher matcher = ENTITY_TAG.matcher(header);
		if (!matcher.matches()) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-if-match",
					"If-Match takes one version in double quotes, as ETag gives it, such as \"3\"");
		}
		return new IfMatch(Long.valueOf(matcher.group(1)));
	}

	/**
	 * The repository that holds writes to this precondition.
	 * @param <A> the aggregate class
	 * @param <ID> type of its ids
	 * @param repository the repository
	 * @return a view of it
	 */
	public <A, ID> Repository<A, ID> on(Repository<A, ID> repository) {
		return (this.version == null) ? repository : repository.expecting(this.version);
	}

	/**
	 * What is only being created has no version that could match.
	 */
	public void requireAbsent() {
		if (this.version != null) {
			throw new ProblemException(HttpStatus.PRECONDITION_FAILED, "version-moved",
					"What is only being created has no version; leave If-Match out");
		}
	}

	boolean namesVersion() {
		return this.version != null;
	}

}
