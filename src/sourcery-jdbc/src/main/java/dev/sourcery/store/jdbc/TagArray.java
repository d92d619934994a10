package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.Tag;
import dev.sourcery.store.EncodedAppend;
import org.jspecify.annotations.Nullable;

/**
 * Tags in PostgreSQL's text form of an array. Statements of events without tags leave the
 * column out, so that these pay nothing for it.
 */
final class TagArray {

	private TagArray() {
	}

	static boolean isNeeded(List<EncodedAppend> appends) {
		return appends.stream()
			.anyMatch((append) -> append.events().stream().anyMatch((event) -> !event.tags().isEmpty()));
	}

	static @Nullable String of(Set<Tag> tags) {
		return tags.isEmpty() ? null
				: tags.stream()
					.map((tag) -> '"' + tag.value().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
					.collect(Collectors.joining(",", "{", "}"));
	}

}
