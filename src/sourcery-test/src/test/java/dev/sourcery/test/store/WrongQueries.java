package dev.sourcery.test.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventFilter;
import dev.sourcery.store.EventQuery;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores that filter events wrongly.
 */
final class WrongQueries {

	private WrongQueries() {
	}

	static List<WrongStore> all() {
		return Stream.of(byName(), byMetadata(), byTime(), bounded()).flatMap(Function.identity()).toList();
	}

	private static Stream<WrongStore> byName() {
		return Stream.of(new WrongStore("finds events by the beginning of their type",
				filtering((query) -> query.eventTypes(Set.of()), (filter, event) -> filter.eventTypes().isEmpty()
						|| filter.eventTypes().stream().anyMatch((type) -> event.type().name().startsWith(type)))),
				new WrongStore("finds events of schema version 1",
						filtering((query) -> query,
								(filter, event) -> filter.eventTypes().isEmpty() || event.type().schemaVersion() == 1)),
				new WrongStore("ignores aggregate types in a query",
						querying((query) -> query.aggregateTypes(Set.of()))),
				new WrongStore(
						"compares the types and the ids of streams apart",
						filtering((query) -> query.streams(Set.of()),
								(filter, event) -> filter.streams().isEmpty()
										|| (has(filter.streams(), StreamId::aggregateType, event)
												&& has(filter.streams(), StreamId::id, event)))),
				new WrongStore("ignores more than 100 streams in a query",
						querying((query) -> (query.filter().streams().size() > 100) ? query.streams(Set.of()) : query)),
				new WrongStore("ignores all but the first condition",
						querying((query) -> query.filter().eventTypes().isEmpty() ? query
								: query.aggregateTypes(Set.of()).streams(Set.of()))),
				new WrongStore("returns an event once for each condition that it meets", Repeating::new));
	}

	private static Stream<WrongStore> byMetadata() {
		return Stream.of(
				new WrongStore("takes the correlation id for the causation id",
						metadata((metadata) -> metadata.withCausationId(metadata.correlationId())
							.withCorrelationId(metadata.causationId()))),
				new WrongStore("ignores metadata entries in a query",
						metadata((metadata) -> new Metadata(metadata.correlationId(), metadata.causationId(),
								metadata.actor(), metadata.tenant(), Map.of()))),
				new WrongStore("compares actors without case",
						filtering((query) -> metadata(query, query.filter().metadata().withActor(null)),
								(filter, event) -> filter.metadata().actor() == null
										|| filter.metadata().actor().equalsIgnoreCase(event.metadata().actor()))),
				new WrongStore("compares metadata entries as texts", filtering((query) -> metadata(query,
						new Metadata(query.filter().metadata().correlationId(), query.filter().metadata().causationId(),
								query.filter().metadata().actor(), query.filter().metadata().tenant(), Map.of())),
						(filter, event) -> filter.metadata()
							.entries()
							.entrySet()
							.stream()
							.allMatch((entry) -> Objects.toString(event.metadata().entries().get(entry.getKey()))
								.equals(entry.getValue())))),
				new WrongStore("replaces lone surrogates in a query",
						metadata((metadata) -> new Metadata(metadata.correlationId(), metadata.causationId(),
								metadata.actor(), metadata.tenant(),
								metadata.entries()
									.entrySet()
									.stream()
									.collect(Collectors.toMap((entry) -> utf8(entry.getKey()),
											(entry) -> utf8((String) entry.getValue())))))));
	}

	private static Stream<WrongStore> byTime() {
		return Stream.of(
				new WrongStore("finds events recorded after a time instead of from it",
						times((time) -> time.plusNanos(1), (time) -> time)),
				new WrongStore("finds events recorded up to a time instead of before it",
						times((time) -> time, (time) -> time.plusNanos(1))),
				new WrongStore("cuts the times of a query to microseconds",
						times((time) -> time.truncatedTo(ChronoUnit.MICROS),
								(time) -> time.truncatedTo(ChronoUnit.MICROS))),
				new WrongStore("reads the times of a query in another time zone",
						times((time) -> time.plusSeconds(3600), (time) -> time.plusSeconds(3600))),
				new WrongStore("fails for times beyond milliseconds of 64 bits",
						times(WrongQueries::throughMilliseconds, WrongQueries::throughMilliseconds)),
				new WrongStore("ignores the second of two times",
						querying((query) -> (query.filter().recordedFrom() != null) ? query.recordedBefore(Instant.MAX)
								: query)));
	}

	private static Stream<WrongStore> bounded() {
		return Stream.of(new WrongStore("counts the limit before the filter", LimitedFirst::new),
				new WrongStore("ignores the bounds of a query with a filter",
						querying((query) -> query.filter().eventTypes().isEmpty() ? query
								: query.after(Position.START).upTo(new Position(Long.MAX_VALUE)))),
				new WrongStore("searches 1000 events",
						querying((query) -> query.filter().equals(EventFilter.NONE) ? query
								: query.upTo(new Position(
										Math.min(query.upTo().value(), query.after().value() / 1000 * 1000 + 1000))))),
				new WrongStore("reads 4 events without a condition",
						querying((query) -> query.filter().equals(EventFilter.NONE) && query.limit() == Long.MAX_VALUE
								&& query.after().equals(Position.START) ? query.limit(4) : query)));
	}

	// fails when the milliseconds do not fit
	private static Instant throughMilliseconds(Instant time) {
		long milliseconds = time.toEpochMilli();
		return Instant.ofEpochMilli(milliseconds).plusNanos(time.getNano() % 1_000_000);
	}

	private static boolean has(Set<StreamId> streams, Function<StreamId, String> part, RecordedEvent<?> event) {
		return streams.stream().map(part).anyMatch(part.apply(event.stream())::equals);
	}

	private static String utf8(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private static EventQuery metadata(EventQuery query, Metadata example) {
		return query.metadata(example);
	}

	private static Function<EventSerializer, ForwardingStore> metadata(UnaryOperator<Metadata> changed) {
		return querying((query) -> query.metadata(changed.apply(query.filter().metadata())));
	}

	private static Function<EventSerializer, ForwardingStore> times(UnaryOperator<Instant> from,
			UnaryOperator<Instant> before) {
		return querying((query) -> {
			Instant first = query.filter().recordedFrom();
			Instant end = query.filter().recordedBefore();
			EventQuery changed = (first != null) ? query.recordedFrom(from.apply(first)) : query;
			return (end != null) ? changed.recordedBefore(before.apply(end)) : changed;
		});
	}

	private static Function<EventSerializer, ForwardingStore> querying(UnaryOperator<EventQuery> changed) {
		return filtering(changed, (filter, event) -> true);
	}

	/**
	 * A store that reads with another query, and then leaves out events.
	 */
	private static Function<EventSerializer, ForwardingStore> filtering(UnaryOperator<EventQuery> changed,
			BiPredicate<EventFilter, RecordedEvent<?>> admitted) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
				EventQuery other = changed.apply(query);
				return super.readAll(other.limit(Long.MAX_VALUE), settled)
					.filter((event) -> admitted.test(query.filter(), event))
					.limit(other.limit());
			}

		};
	}

	private static final class Repeating extends ForwardingStore {

		Repeating(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			Stream<RecordedEvent<?>> events = super.readAll(query, settled);
			return (query.filter().eventTypes().isEmpty() || query.filter().streams().isEmpty()) ? events
					: events.flatMap((event) -> Stream.of(event, event));
		}

	}

	private static final class LimitedFirst extends ForwardingStore {

		LimitedFirst(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			List<RecordedEvent<?>> matching = super.readAll(query.limit(Long.MAX_VALUE), settled).toList();
			return super.readAll(
					new EventQuery(query.after(), query.upTo(), query.direction(), EventFilter.NONE, query.limit()),
					settled)
				.filter(matching::contains);
		}

	}

}
