package dev.sourcery.tail;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A codec may read stored events as events of another type.
 */
class RenamedTypesTests {

	@Test
	void anEventThatIsReadAsAnotherTypeIsDelivered() {
		InMemoryEventStore store = new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Counted.class)));
		store.append(new StreamId("count", "1"), ExpectedVersion.any(), List.of(NewEvent.of(new Counted(1))));
		TailReader reader = new SharedTail(new RenamingTail(store)).reader(Set.of("shared.counted"), false);
		ServerIncarnation in = store.settledPosition().incarnation();
		assertThat(reader.read(Position.START, in, 10, null).events()).hasSize(1);
	}

	@EventType("shared.counted")
	record Counted(int number) {

	}

	private record RenamingTail(EventTail target) implements EventTail {

		@Override
		public SettledPosition settledPosition() {
			return this.target.settledPosition();
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			return this.target.readAll(query, settled)
				.map((event) -> new RecordedEvent<>(event.eventId(), new EventTypeName("shared.renamed", 1),
						event.stream(), event.version(), event.position(), event.recordedAt(), event.metadata(),
						event.payload()));
		}

		@Override
		public Position lastPosition(Position upTo) {
			return this.target.lastPosition(upTo);
		}

		@Override
		public Optional<HeldBack> heldBack() {
			return this.target.heldBack();
		}

	}

}
