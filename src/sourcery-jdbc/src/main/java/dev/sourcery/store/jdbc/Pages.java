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
 * up, and the first when the first event is asked for.
 */
final class Pages implements Iterator<StoredEvent> {

	private final PageSource source;

	private final int pageSize;

	private final Queue<StoredEvent> page = new ArrayDeque<>();

	private @Nullable StoredEvent last;

	private long left;

	private boolean exhausted;

	private Pages(long limit, int pageSize, PageSource source) {
		this.left = limit;
		this.pageSize = pageSize;
		this.source = source;
	}

	static Stream<StoredEvent> stream(long limit, int pageSize, PageSource source) {
		int characteristics = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
		return StreamSupport.stream(
				() -> Spliterators.spliteratorUnknownSize(new Pages(limit, pageSize, source), characteristics),
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
		int size = (int) Math.min(this.pageSize, this.left);
		List<StoredEvent> fetched = this.source.read(this.last, size);
		this.exhausted = fetched.size() < size;
		this.left -= fetched.size();
		this.page.addAll(fetched);
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
