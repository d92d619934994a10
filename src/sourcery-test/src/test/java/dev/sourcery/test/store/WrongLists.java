package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StoreStatistics.TypeStatistics;
import dev.sourcery.store.StreamVersion;

/**
 * Stores that list or count streams wrongly.
 */
final class WrongLists {

	private WrongLists() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("lists streams by the halves of surrogates",
						listing((streams, after) -> streams.filter((each) -> each.stream().id().compareTo(after) > 0)
							.sorted(Comparator.comparing((each) -> each.stream().id())))),
				new WrongStore("lists streams from an id instead of after it",
						listing((streams, after) -> streams
							.filter((each) -> after.isEmpty() || compare(each.stream().id(), after) >= 0))),
				new WrongStore("lists streams after an id that exists only", listing((streams, after) -> {
					List<StreamVersion> all = streams.toList();
					return (after.isEmpty() || all.stream().anyMatch((each) -> each.stream().id().equals(after)))
							? all.stream().filter((each) -> compare(each.stream().id(), after) > 0) : Stream.of();
				})),
				new WrongStore("lists 1000 streams",
						listing((streams, after) -> streams.filter((each) -> compare(each.stream().id(), after) > 0)
							.limit((after.isEmpty()) ? 1000 : Long.MAX_VALUE))),
				new WrongStore("lists the streams of every type", (serializer) -> new ForwardingStore(serializer) {

					@Override
					public Stream<StreamVersion> streams(String aggregateType, String afterId) {
						return Stream.of("item", "note").flatMap((type) -> super.streams(type, afterId));
					}

				}),
				new WrongStore("lists streams with version 1",
						listing((streams, after) -> streams.filter((each) -> compare(each.stream().id(), after) > 0)
							.map((each) -> new StreamVersion(each.stream(), 1)))),
				new WrongStore("has room for 50 open lists", OpenLists::new),
				new WrongStore("lists streams of refused appends", RefusedStreams::new),
				new WrongStore("lists a stream in an empty store",
						listing((streams, after) -> Stream.concat(
								Stream.of(new StreamVersion(ContractEvents.stream(" "), 0)),
								streams.filter((each) -> compare(each.stream().id(), after) > 0)))),
				new WrongStore("counts a type without events",
						counting((lines) -> lines.isEmpty()
								? List.of(new TypeStatistics("note", ContractEvents.NOTED, 0, 0, 0)) : lines)),
				new WrongStore("counts a stream for each event",
						counting((lines) -> lines.stream()
							.map((line) -> new TypeStatistics(line.aggregateType(), line.eventType(), line.events(),
									line.events(), line.bytes()))
							.toList())));
	}

	private static int compare(String id, String other) {
		return Arrays.compare(id.codePoints().toArray(), other.codePoints().toArray());
	}

	private static Function<EventSerializer, ForwardingStore> listing(Listing listing) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public Stream<StreamVersion> streams(String aggregateType, String afterId) {
				return listing.list(super.streams(aggregateType, ""), afterId);
			}

		};
	}

	private static Function<EventSerializer, ForwardingStore> counting(UnaryOperator<List<TypeStatistics>> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public StoreStatistics statistics() {
				return new StoreStatistics(changed.apply(super.statistics().types()));
			}

		};
	}

	private interface Listing {

		Stream<StreamVersion> list(Stream<StreamVersion> streams, String afterId);

	}

	private static final class OpenLists extends ForwardingStore {

		private final AtomicInteger open = new AtomicInteger();

		OpenLists(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<StreamVersion> streams(String aggregateType, String afterId) {
			if (this.open.incrementAndGet() > 50) {
				throw new IllegalStateException("Too many open lists");
			}
			return super.streams(aggregateType, afterId).onClose(this.open::decrementAndGet);
		}

	}

	private static final class RefusedStreams extends ForwardingStore {

		private final Set<StreamId> refused = ConcurrentHashMap.newKeySet();

		RefusedStreams(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			catch (RuntimeException ex) {
				appends.forEach((append) -> this.refused.add(append.stream()));
				throw ex;
			}
		}

		@Override
		public Stream<StreamVersion> streams(String aggregateType, String afterId) {
			List<StreamVersion> listed = new ArrayList<>(super.streams(aggregateType, afterId).toList());
			this.refused.stream()
				.filter((stream) -> stream.aggregateType().equals(aggregateType) && !exists(stream))
				.forEach((stream) -> listed.add(new StreamVersion(stream, 0)));
			return listed.stream();
		}

	}

}
