package dev.sourcery.test.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
 * Stores or returns other events than the ones that were appended.
 */
class RewritingStore extends ForwardingStore {

	private final UnaryOperator<Append> written;

	private final Function<RecordedEvent<?>, RecordedEvent<?>> read;

	private RewritingStore(EventSerializer serializer, UnaryOperator<Append> written,
			Function<RecordedEvent<?>, RecordedEvent<?>> read) {
		super(serializer);
		this.written = written;
		this.read = read;
	}

	/**
	 * A store that stores other appends than the ones it is given.
	 */
	static RewritingStore appends(EventSerializer serializer, UnaryOperator<Append> written) {
		return new RewritingStore(serializer, written, (event) -> event);
	}

	/**
	 * A store that stores other events than the ones it is given.
	 */
	static RewritingStore events(EventSerializer serializer, UnaryOperator<NewEvent> written) {
		return appends(serializer, (append) -> new Append(append.stream(), append.expected(),
				append.events().stream().map(written).toList(), append.commandId()));
	}

	/**
	 * A store that returns other events than the stored ones, in commits, reads and to
	 * listeners.
	 */
	static RewritingStore reads(EventSerializer serializer, Function<RecordedEvent<?>, RecordedEvent<?>> read) {
		return new RewritingStore(serializer, (append) -> append, read);
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		return super.append(appends.stream().map(this.written).toList()).stream().map(this::rewritten).toList();
	}

	private Commit rewritten(Commit commit) {
		return new Commit(commit.stream(), commit.version(), rewritten(commit.events()), commit.epoch());
	}

	private List<RecordedEvent<?>> rewritten(List<RecordedEvent<?>> events) {
		return events.stream().<RecordedEvent<?>>map(this.read).toList();
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return super.read(query).map(this.read);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return super.readAll(query, settled).map(this.read);
	}

	@Override
	public Optional<RecordedEvent<?>> find(UUID eventId) {
		return super.find(eventId).map(this.read);
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return super.onAppend((events) -> listener.accept(rewritten(events)));
	}

}
