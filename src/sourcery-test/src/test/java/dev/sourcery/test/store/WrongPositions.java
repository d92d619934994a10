package dev.sourcery.test.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Direction;
import dev.sourcery.store.EventQuery;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores that order events wrongly, or read them wrongly across streams.
 */
final class WrongPositions {

	private WrongPositions() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("reads from a position instead of after it",
						querying((query) -> (query.after().value() > 0 && query.after().value() < Long.MAX_VALUE)
								? query.after(new Position(query.after().value() - 1)) : query)),
				new WrongStore("reads up to before a position",
						querying((query) -> (query.upTo().value() > 0 && query.upTo().value() < Long.MAX_VALUE)
								? query.upTo(new Position(query.upTo().value() - 1)) : query)),
				new WrongStore("reads the store backward as forward",
						querying((query) -> new EventQuery(query.after(), query.upTo(), Direction.FORWARD,
								query.filter(), query.limit()))),
				new WrongStore("ignores the limit of a query", querying((query) -> query.limit(Long.MAX_VALUE))),
				new WrongStore("reads 1000 events of the store",
						querying((query) -> query.limit(Math.min(1000, query.limit())))),
				new WrongStore("does not show the first event",
						reading((events) -> events.filter((event) -> event.position().value() > 1))),
				new WrongStore("reads the store stream by stream",
						reading((events) -> events.sorted(Comparator.comparing(RecordedEvent::stream)))),
				new WrongStore("gives two events one position",
						(serializer) -> RewritingStore.reads(serializer, WrongPositions::atEvenPosition)),
				new WrongStore("settles the store one event late",
						settling((position) -> new Position(Math.max(0, position.value() - 1)))),
				new WrongStore("settles the position after the last event",
						settling((position) -> new Position(position.value() + 1))),
				new WrongStore("ignores the settled position of a read", Unsettled::new),
				new WrongStore("fixes the end of a read when it begins", LateReads::new),
				new WrongStore("returns the last position without a bound",
						lasting((store, upTo) -> store.settledPosition().position())),
				new WrongStore("returns the bound as the last position", lasting((store, upTo) -> upTo)),
				new WrongStore("returns a current token without an event",
						(serializer) -> new ForwardingStore(serializer) {

							@Override
							public ConsistencyToken currentToken() {
								return new ConsistencyToken(super.currentToken().position());
							}

						}),
				new WrongStore("finds no event of a later version", (serializer) -> new ForwardingStore(serializer) {

					@Override
					public Optional<RecordedEvent<?>> find(UUID eventId) {
						return super.find(eventId).filter((event) -> event.version() == 1);
					}

				}));
	}

	private static Function<EventSerializer, ForwardingStore> querying(UnaryOperator<EventQuery> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
				return super.readAll(changed.apply(query), settled);
			}

		};
	}

	private static Function<EventSerializer, ForwardingStore> reading(UnaryOperator<Stream<RecordedEvent<?>>> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
				return changed.apply(super.readAll(query, settled));
			}

		};
	}

	private static Function<EventSerializer, ForwardingStore> settling(UnaryOperator<Position> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public SettledPosition settledPosition() {
				SettledPosition settled = super.settledPosition();
				return new SettledPosition(changed.apply(settled.position()), settled.incarnation());
			}

		};
	}

	private static Function<EventSerializer, ForwardingStore> lasting(LastPosition last) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Position lastPosition(Position upTo) {
				return last.of(this, upTo);
			}

		};
	}

	private static RecordedEvent<?> atEvenPosition(RecordedEvent<?> event) {
		return new RecordedEvent<>(event.eventId(), event.type(), event.stream(), event.version(),
				new Position(event.position().value() / 2 * 2), event.recordedAt(), event.metadata(), event.payload(),
				event.tags());
	}

	private interface LastPosition {

		Position of(ForwardingStore store, Position upTo);

	}

	private static final class Unsettled extends ForwardingStore {

		Unsettled(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			return super.readAll(query, settledPosition());
		}

	}

	private static final class LateReads extends ForwardingStore {

		LateReads(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query) {
			return Stream.of(query).flatMap(super::readAll);
		}

	}

}
