package dev.sourcery.sample.bank.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sourcery.repository.Repository;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The precondition of a write: the version last read by the client, if {@code If-Match}
 * contains one.
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
					"If-Match takes one version in double quotes, as in ETag, such as \"3\"");
		}
		return new IfMatch(Long.valueOf(matcher.group(1)));
	}

	/**
	 * Returns a repository that checks this precondition on writes.
	 * @param <A> the aggregate class
	 * @param <ID> the type of the ids
	 * @param repository the repository
	 * @return a view of the repository
	 */
	public <A, ID> Repository<A, ID> on(Repository<A, ID> repository) {
		return (this.version == null) ? repository : repository.expecting(this.version);
	}

	/**
	 * Checks that there is no version, because a resource that is being created has no
	 * version to match.
	 */
	public void requireAbsent() {
		if (this.version != null) {
			throw new ProblemException(HttpStatus.PRECONDITION_FAILED, "version-moved",
					"A resource that is being created has no version; omit If-Match");
		}
	}

	boolean namesVersion() {
		return this.version != null;
	}

}
