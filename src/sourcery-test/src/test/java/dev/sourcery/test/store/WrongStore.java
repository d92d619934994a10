package dev.sourcery.test.store;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;

/**
 * An event store with one fault.
 *
 * @param fault what it does wrong
 * @param maker makes an empty store
 */
record WrongStore(String fault, Function<EventSerializer, ? extends ForwardingStore> maker) {

	/**
	 * The stores that append wrongly.
	 */
	static List<WrongStore> appending() {
		return Stream
			.of(WrongExpectations.all(), WrongAppends.all(), WrongRepetitions.all(), WrongContents.all(),
					WrongRefusals.all())
			.flatMap(List::stream)
			.toList();
	}

	/**
	 * The stores that read wrongly.
	 */
	static List<WrongStore> reading() {
		return Stream.of(WrongReads.all(), WrongPositions.all(), WrongQueries.all()).flatMap(List::stream).toList();
	}

	/**
	 * The stores whose fault shows in pages, in lists of streams, in notifications, or
	 * when several threads append.
	 */
	static List<WrongStore> others() {
		return Stream.of(WrongPages.all(), WrongLists.all(), WrongListeners.all(), WrongRaces.all())
			.flatMap(List::stream)
			.toList();
	}

	@Override
	public String toString() {
		return this.fault;
	}

}
