package dev.sourcery.store.jdbc;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.sourcery.store.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * Pages of events as one lazy stream: the next page is read when the one before is used
 * up, and the first when the first event is asked for. Pages of large events are small.
 */
final class EventPages implements Iterator<StoredEvent> {

	private static final int FIRST_SIZE = 256;

	private static final int MAX_SIZE = 1000;

	// of JSON, as far as the events of the page before allow to foresee it
	private static final long MAX_CHARACTERS = 4_000_000;

	private final PageSource source;

	private final Queue<StoredEvent> page = new ArrayDeque<>();

	private @Nullable StoredEvent last;

	private long left;

	private int size = FIRST_SIZE;

	private boolean exhausted;

	private EventPages(long limit, PageSource source) {
		this.left = limit;
		this.source = source;
	}

	static Stream<StoredEvent> stream(long limit, PageSource source) {
		int characteristics = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
		return StreamSupport.stream(
				() -> Spliterators.spliteratorUnknownSize(new EventPages(limit, source), characteristics),
				characteristics, false);
	}

	@Override
	public boolean hasNext() {
		if (this.page.isEmpty() && !this.exhausted && this.left > 0) {
			fetch();
		}
		return !this.page.isEmpty();
	}

	private void fetch() {
		int wanted = (int) Math.min(this.size, this.left);
		List<StoredEvent> fetched = this.source.read(this.last, wanted);
		this.exhausted = fetched.size() < wanted;
		this.left -= fetched.size();
		this.page.addAll(fetched);
		this.size = nextSize(fetched);
	}

	private static int nextSize(List<StoredEvent> fetched) {
		long characters = fetched.size();
		for (StoredEvent event : fetched) {
			characters += event.metadata().length() + event.payload().length();
		}
		return (int) Math.max(1, Math.min(MAX_SIZE, MAX_CHARACTERS * fetched.size() / Math.max(1, characters)));
	}

	@Override
	public StoredEvent next() {
		if (!hasNext()) {
			throw new NoSuchElementException("There are no more events");
		}
		StoredEvent next = this.page.remove();
		this.last = next;
		return next;
	}

	/**
	 * Where pages come from.
	 */
	@FunctionalInterface
	interface PageSource {

		/**
		 * Reads a page.
		 * @param last the last event of the page before, {@code null} for the first page
		 * @param limit how many events at the most; fewer mean that there are no more
		 */
		List<StoredEvent> read(@Nullable StoredEvent last, int limit);

	}

}
