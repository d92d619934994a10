package dev.sourcery.test.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventQuery;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of queries by the time at which events were recorded. Several events may have the
 * same time, so expectations are computed from the recorded times.
 */
interface RecordedTimeContract {

	StreamId TIMED = stream("timed");

	private static List<RecordedEvent<?>> appended(StoreUnderTest store) {
		for (int i = 0; i < 6; i++) {
			store.append(TIMED, any(), "event " + i);
		}
		return store.everything();
	}

	private static List<RecordedEvent<?>> from(List<RecordedEvent<?>> events, Instant instant) {
		return events.stream().filter((event) -> !event.recordedAt().isBefore(instant)).toList();
	}

	private static List<RecordedEvent<?>> before(List<RecordedEvent<?>> events, Instant instant) {
		return events.stream().filter((event) -> event.recordedAt().isBefore(instant)).toList();
	}

	@Test
	default void theTimeAQueryBeginsAtIsInclusiveAndTheOneItEndsAtExclusive(StoreUnderTest store) {
		List<RecordedEvent<?>> events = appended(store);
		for (RecordedEvent<?> event : events) {
			Instant instant = event.recordedAt();
			assertThat(store.readAll(EventQuery.all().recordedFrom(instant))).as("recorded from %s", instant)
				.contains(event)
				.isEqualTo(from(events, instant));
			assertThat(store.readAll(EventQuery.all().recordedBefore(instant))).as("recorded before %s", instant)
				.doesNotContain(event)
				.isEqualTo(before(events, instant));
		}
	}

	@Test
	default void nanosecondsOfAQueryCount(StoreUnderTest store) {
		List<RecordedEvent<?>> events = appended(store);
		for (long nanoseconds : new long[] { -501, -500, -1, 1, 499, 500, 999 }) {
			Instant instant = events.get(2).recordedAt().plusNanos(nanoseconds);
			assertThat(store.readAll(EventQuery.all().recordedFrom(instant))).as("recorded from %s", instant)
				.isEqualTo(from(events, instant));
			assertThat(store.readAll(EventQuery.all().recordedBefore(instant))).as("recorded before %s", instant)
				.isEqualTo(before(events, instant));
		}
	}

	@Test
	default void instantsAreComparedWhateverTimeZoneTheyComeFrom(StoreUnderTest store) {
		List<RecordedEvent<?>> events = appended(store);
		Instant instant = events.get(3).recordedAt();
		for (String zone : List.of("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Europe/Berlin")) {
			ZonedDateTime there = instant.atZone(ZoneId.of(zone));
			assertThat(store.readAll(EventQuery.all().recordedFrom(there.toInstant()))).as("%s", there)
				.isEqualTo(from(events, instant));
			Instant sameClock = LocalDateTime.ofInstant(instant, ZoneId.of(zone)).toInstant(ZoneOffset.UTC);
			assertThat(store.readAll(EventQuery.all().recordedFrom(sameClock))).as("as if %s were UTC", there)
				.isEqualTo(from(events, sameClock));
		}
	}

	@Test
	default void bothTimesTogetherAreAWindow(StoreUnderTest store) {
		List<RecordedEvent<?>> events = appended(store);
		Instant start = events.get(1).recordedAt();
		Instant end = events.get(4).recordedAt();
		EventQuery window = EventQuery.all().recordedFrom(start).recordedBefore(end);
		assertThat(store.readAll(window)).isEqualTo(before(from(events, start), end));
		assertThat(store.readAll(EventQuery.all().recordedFrom(end).recordedBefore(start))).isEmpty();
		assertThat(store.readAll(window.recordedBefore(start))).as("an empty window").isEmpty();
	}

	@Test
	default void timesFarAwayAdmitAllOrNothing(StoreUnderTest store) {
		List<RecordedEvent<?>> events = appended(store);
		for (Instant past : List.of(Instant.MIN, Instant.EPOCH, Instant.parse("-4712-01-01T00:00:00Z"),
				Instant.parse("-9999-01-01T00:00:00Z"))) {
			assertThat(store.readAll(EventQuery.all().recordedFrom(past))).as("from %s", past).isEqualTo(events);
			assertThat(store.readAll(EventQuery.all().recordedBefore(past))).as("before %s", past).isEmpty();
		}
		for (Instant future : List.of(Instant.MAX, Instant.parse("+294277-01-01T00:00:00Z"))) {
			assertThat(store.readAll(EventQuery.all().recordedFrom(future))).as("from %s", future).isEmpty();
			assertThat(store.readAll(EventQuery.all().recordedBefore(future))).as("before %s", future)
				.isEqualTo(events);
		}
	}

}
