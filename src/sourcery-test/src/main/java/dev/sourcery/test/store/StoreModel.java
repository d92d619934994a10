package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventFilter;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import org.jspecify.annotations.Nullable;

/**
 * A minimal event store: a list of the recorded events.
 */
final class StoreModel {

	private final List<RecordedEvent<?>> events = new ArrayList<>();

	List<RecordedEvent<?>> events() {
		return this.events;
	}

	void add(List<Commit> commits) {
		commits.forEach((commit) -> this.events.addAll(commit.events()));
		this.events.sort(Comparator.comparing(RecordedEvent::position));
	}

	long version(StreamId stream) {
		return this.events.stream().filter((event) -> event.stream().equals(stream)).count();
	}

	Optional<RecordedEvent<?>> find(UUID id) {
		return this.events.stream().filter((event) -> event.eventId().equals(id)).findFirst();
	}

	boolean acceptsVersion(Append append) {
		return append.expected().accepts(version(append.stream()));
	}

	boolean knowsAnIdOf(Append append) {
		return append.events().stream().anyMatch((event) -> find(event.eventId()).isPresent());
	}

	/**
	 * Returns the commit that an append repeats: the same consecutive events in its
	 * stream, at a version that matches its expected version; and if it has a command id,
	 * all events of the command.
	 */
	Optional<Commit> repeatedBy(Append append) {
		List<RecordedEvent<?>> found = append.events()
			.stream()
			.flatMap((event) -> find(event.eventId()).stream())
			.<RecordedEvent<?>>map((event) -> event)
			.toList();
		int count = append.events().size();
		boolean beyond = append.commandId() != null
				&& find(append.commandId().eventId(append.stream(), count)).isPresent();
		if (found.size() < count || beyond || !append.expected().accepts(found.get(0).version() - 1)) {
			return Optional.empty();
		}
		for (int i = 0; i < count; i++) {
			NewEvent event = append.events().get(i);
			if (!found.get(i).stream().equals(append.stream()) || !found.get(i).payload().equals(event.payload())
					|| found.get(i).version() != found.get(0).version() + i) {
				return Optional.empty();
			}
		}
		return Optional.of(new Commit(append.stream(), found.get(count - 1).version(), found));
	}

	List<RecordedEvent<?>> read(StreamQuery query) {
		return selected(query.direction(), query.limit(), (event) -> event.stream().equals(query.stream())
				&& event.version() >= query.fromVersion() && event.version() <= query.toVersion());
	}

	List<RecordedEvent<?>> readAll(EventQuery query) {
		return selected(query.direction(), query.limit(), (event) -> event.position().isAfter(query.after())
				&& !event.position().isAfter(query.upTo()) && admits(query.filter(), event));
	}

	private List<RecordedEvent<?>> selected(Direction direction, long limit, Predicate<RecordedEvent<?>> condition) {
		List<RecordedEvent<?>> selected = new ArrayList<>(this.events);
		selected.removeIf(condition.negate());
		if (direction == Direction.BACKWARD) {
			Collections.reverse(selected);
		}
		return selected.stream().limit(limit).toList();
	}

	private static boolean admits(EventFilter filter, RecordedEvent<?> event) {
		return (filter.eventTypes().isEmpty() || filter.eventTypes().contains(event.type().name()))
				&& (filter.aggregateTypes().isEmpty()
						|| filter.aggregateTypes().contains(event.stream().aggregateType()))
				&& (filter.streams().isEmpty() || filter.streams().contains(event.stream()))
				&& (filter.recordedFrom() == null || !event.recordedAt().isBefore(filter.recordedFrom()))
				&& (filter.recordedBefore() == null || event.recordedAt().isBefore(filter.recordedBefore()))
				&& says(event.metadata(), filter.metadata());
	}

	private static boolean says(Metadata actual, Metadata example) {
		return says(actual.correlationId(), example.correlationId())
				&& says(actual.causationId(), example.causationId()) && says(actual.actor(), example.actor())
				&& says(actual.tenant(), example.tenant())
				&& example.entries()
					.entrySet()
					.stream()
					.allMatch((entry) -> says(actual.entries().get(entry.getKey()), entry.getValue()));
	}

	private static boolean says(@Nullable Object actual, @Nullable Object example) {
		return example == null || Objects.equals(actual, example);
	}

	List<StreamVersion> streams(String aggregateType, String afterId) {
		return this.events.stream()
			.map(RecordedEvent::stream)
			.distinct()
			.filter((stream) -> stream.aggregateType().equals(aggregateType) && stream.id().compareTo(afterId) > 0)
			.sorted()
			.map((stream) -> new StreamVersion(stream, version(stream)))
			.toList();
	}

	/**
	 * Returns the statistics of the streams of an aggregate type, without sizes.
	 */
	List<String> counts(String aggregateType) {
		return Stream.of(ContractEvents.NOTED, ContractEvents.PRICED).flatMap((type) -> {
			List<RecordedEvent<?>> ofType = this.events.stream()
				.filter((event) -> event.type().equals(type) && event.stream().aggregateType().equals(aggregateType))
				.<RecordedEvent<?>>map((event) -> event)
				.toList();
			long streams = ofType.stream().filter((event) -> event.version() == 1).count();
			return ofType.isEmpty() ? Stream.empty()
					: Stream.of("%s: %d events, %d streams".formatted(type, ofType.size(), streams));
		}).toList();
	}

}
