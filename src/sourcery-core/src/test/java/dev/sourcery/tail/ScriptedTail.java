package dev.sourcery.tail;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a store, with another settled position, restarts and timeouts.
 */
final class ScriptedTail implements EventTail {

	private final EventTail target;

	final List<EventQuery> queries = new CopyOnWriteArrayList<>();

	final List<EventQuery> looks = new CopyOnWriteArrayList<>();

	final List<Boolean> withMetadata = new CopyOnWriteArrayList<>();

	ServerIncarnation incarnation = new ServerIncarnation("first");

	@Nullable Position settled;

	boolean timingOut;

	int settledCalls;

	ScriptedTail(EventTail target) {
		this.target = target;
	}

	@Override
	public SettledPosition settledPosition() {
		this.settledCalls++;
		Position position = (this.settled != null) ? this.settled : this.target.settledPosition().position();
		return new SettledPosition(position, this.incarnation);
	}

	@Override
	public Look look(EventQuery next, boolean metadata) {
		this.looks.add(next);
		return EventTail.super.look(next, metadata);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition at) {
		this.queries.add(query);
		if (this.timingOut) {
			throw new StoreTimeoutException(StoreOperation.READ, "57014", new SQLException("timeout", "57014"));
		}
		return this.target.readAll(query, at);
	}

	@Override
	public FetchedPage fetchPage(EventQuery query, SettledPosition at, boolean metadata) {
		this.withMetadata.add(metadata);
		return EventTail.super.fetchPage(query, at, metadata);
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
