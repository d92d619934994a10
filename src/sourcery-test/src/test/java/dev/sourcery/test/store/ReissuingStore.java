package dev.sourcery.test.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores an event whose id is taken a second time, under the same id.
 */
class ReissuingStore extends ForwardingStore {

	private final boolean inTheSameStream;

	private final boolean inOtherStreams;

	private final Map<UUID, UUID> givenIds = new ConcurrentHashMap<>();

	ReissuingStore(EventSerializer serializer, boolean inTheSameStream, boolean inOtherStreams) {
		super(serializer);
		this.inTheSameStream = inTheSameStream;
		this.inOtherStreams = inOtherStreams;
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		List<Append> stored = isReissued() ? appends.stream().map(this::reissued).toList() : appends;
		return super.append(stored).stream().map(this::shown).toList();
	}

	boolean isReissued() {
		return true;
	}

	private Append reissued(Append append) {
		List<NewEvent> events = append.events().stream().map((event) -> reissued(append, event)).toList();
		return events.equals(append.events()) ? append : new Append(append.stream(), append.expected(), events);
	}

	private NewEvent reissued(Append append, NewEvent event) {
		Optional<RecordedEvent<?>> stored = super.find(event.eventId());
		if (stored.isEmpty()
				|| !(stored.get().stream().equals(append.stream()) ? this.inTheSameStream : this.inOtherStreams)) {
			return event;
		}
		UUID id = UUID.randomUUID();
		this.givenIds.put(id, event.eventId());
		return new NewEvent(id, event.payload(), event.metadata(), event.tags());
	}

	private Commit shown(Commit commit) {
		return new Commit(commit.stream(), commit.version(), shown(commit.events()), commit.epoch());
	}

	private List<RecordedEvent<?>> shown(List<RecordedEvent<?>> events) {
		return events.stream().<RecordedEvent<?>>map(this::shown).toList();
	}

	private RecordedEvent<?> shown(RecordedEvent<?> event) {
		return new RecordedEvent<>(this.givenIds.getOrDefault(event.eventId(), event.eventId()), event.type(),
				event.stream(), event.version(), event.position(), event.recordedAt(), event.metadata(),
				event.payload(), event.tags());
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return super.read(query).map(this::shown);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return super.readAll(query, settled).map(this::shown);
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return super.onAppend((events) -> listener.accept(shown(events)));
	}

}
