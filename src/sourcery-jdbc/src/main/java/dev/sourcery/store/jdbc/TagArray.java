package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.Tag;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tags in PostgreSQL's text form of an array. Statements for events without tags omit the
 * column, so that these events have no overhead for it.
 */
final class TagArray {

	private TagArray() {
	}

	static boolean isNeeded(List<EncodedAppend> appends) {
		for (EncodedAppend append : appends) {
			for (EncodedEvent event : append.events()) {
				if (!event.tags().isEmpty()) {
					return true;
				}
			}
		}
		return false;
	}

	static @Nullable String of(Set<Tag> tags) {
		return tags.isEmpty() ? null
				: tags.stream()
					.map((tag) -> '"' + tag.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
					.collect(Collectors.joining(",", "{", "}"));
	}

}
