package dev.sourcery.subscription;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HandledEventsTests {

	private final HandledEvents handled = new HandledEvents();

	@Test
	void oneEventIsTheCause() {
		RecordedEvent<?> event = event(new Metadata("c", "x", "ada", "t", java.util.Map.of("a", 1)));
		this.handled.set(List.of(event));
		assertThat(this.handled.metadata()).isEqualTo(
				Metadata.empty().withCorrelationId("c").withCausationId(event.eventId().toString()).withTenant("t"));
	}

	@Test
	void severalEventsHaveNoCausationIdAndACorrelationIdIfItIsTheSame() {
		Metadata first = Metadata.empty().withCorrelationId("c").withTenant("t");
		this.handled.set(List.of(event(first), event(first.withActor("ada"))));
		assertThat(this.handled.metadata()).isEqualTo(first);
		this.handled.set(List.of(event(first), event(first.withCorrelationId("d"))));
		assertThat(this.handled.metadata()).isEqualTo(Metadata.empty().withTenant("t"));
		this.handled.set(List.of(event(Metadata.empty()), event(first)));
		assertThat(this.handled.metadata()).isEqualTo(Metadata.empty());
	}

	@Test
	void withoutEventsThereIsNoCause() {
		assertThat(this.handled.metadata()).isEqualTo(Metadata.empty());
	}

	private static RecordedEvent<?> event(Metadata metadata) {
		return new RecordedEvent<>(UUID.randomUUID(), new EventTypeName("thing.done", 1), new StreamId("thing", "1"), 1,
				new Position(1), Instant.EPOCH, metadata, "payload");
	}

}
