package dev.sourcery.repository;

import java.util.List;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * The difference between the states of an aggregate at two versions, field by field.
 *
 * @since 0.1
 * @param stream the stream of the aggregate
 * @param fromVersion the version of the values before; 0 is the absence of a state
 * @param toVersion the version of the values after
 * @param changes the fields that differ, in the order of the fields of the state
 */
public record StateDifference(StreamId stream, long fromVersion, long toVersion, List<FieldChange> changes) {

	/**
	 * Copies the changes.
	 * @param stream the stream of the aggregate
	 * @param fromVersion the version of the values before
	 * @param toVersion the version of the values after
	 * @param changes the fields that differ
	 */
	public StateDifference {
		changes = List.copyOf(changes);
	}

	/**
	 * A field with different values. Values are those of JSON: text, numbers, booleans,
	 * lists and maps.
	 *
	 * @param path the path of the field, such as {@code lines[2].amount}; empty if the
	 * state is a single value
	 * @param before the value before, or {@code null} if there was none
	 * @param after the value after, or {@code null} if there is none
	 */
	public record FieldChange(String path, @Nullable Object before, @Nullable Object after) {

	}

}
