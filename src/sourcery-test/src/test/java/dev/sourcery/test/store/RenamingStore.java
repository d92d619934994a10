package dev.sourcery.test.store;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StreamQuery;

/**
 * Stores streams under another name than the given one.
 */
class RenamingStore extends ForwardingStore {

	private final UnaryOperator<String> changed;

	RenamingStore(EventSerializer serializer, UnaryOperator<String> changed) {
		super(serializer);
		this.changed = changed;
	}

	private StreamId renamed(StreamId stream) {
		return new StreamId(stream.aggregateType(), this.changed.apply(stream.id()));
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		return super.append(appends.stream()
			.map((append) -> new Append(renamed(append.stream()), append.expected(), append.events()))
			.toList());
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return super.read(new StreamQuery(renamed(query.stream()), query.fromVersion(), query.toVersion(),
				query.direction(), query.limit()));
	}

	@Override
	public long version(StreamId stream) {
		return super.version(renamed(stream));
	}

}
