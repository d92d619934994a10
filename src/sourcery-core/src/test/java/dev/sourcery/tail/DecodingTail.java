package dev.sourcery.tail;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;

/**
 * The end of a store, which records when pages are fetched and when they are decoded.
 */
final class DecodingTail implements EventTail {

	private final EventTail target;

	private final List<String> steps;

	DecodingTail(EventTail target, List<String> steps) {
		this.target = target;
		this.steps = steps;
	}

	@Override
	public FetchedPage fetchPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		this.steps.add("fetch " + query.after().value());
		FetchedPage fetched = this.target.fetchPage(query, settled, withMetadata);
		return new FetchedPage() {

			@Override
			public Position last() {
				return fetched.last();
			}

			@Override
			public boolean hasMore() {
				return fetched.hasMore();
			}

			@Override
			public Page decode() {
				DecodingTail.this.steps.add("decode " + query.after().value());
				return fetched.decode();
			}

		};
	}

	@Override
	public SettledPosition settledPosition() {
		return this.target.settledPosition();
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return this.target.readAll(query, settled);
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
