package dev.sourcery.event;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sets of tags in their one order, so that equal sets are stored and exported alike.
 */
final class Tags {

	private Tags() {
	}

	static Set<Tag> copyOf(Set<Tag> tags) {
		return tags.isEmpty() ? Set.of() : Collections.unmodifiableSortedSet(new TreeSet<>(tags));
	}

}
