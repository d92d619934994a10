package dev.sourcery.event;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sorts sets of tags, so that equal sets are stored and exported identically.
 */
final class Tags {

	private Tags() {
	}

	static Set<Tag> copyOf(Set<Tag> tags) {
		return tags.isEmpty() ? Set.of() : Collections.unmodifiableSortedSet(new TreeSet<>(tags));
	}

}
