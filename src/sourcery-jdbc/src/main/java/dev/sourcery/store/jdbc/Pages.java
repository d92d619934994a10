package dev.sourcery.store.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/**
 * Pages of rows as one lazy stream: the next page is read when the previous one is
 * consumed, and the first page when the first row is requested. Pages of large rows,
 * which events may be, are small.
 *
 * @param <T> type of a row
 * @param <R> type of the result
 */
final class Pages<T, R> implements Iterator<R> {

	private static final int MAX_SIZE = 1000;

	// of content; the size of a page is chosen to fill half of it, as estimated from the
	// rows of the previous page
	private static final long MAX_BYTES = 8_000_000;

	private final PageSource<T> source;

	private final ToLongFunction<T> sizes;

	private final FirstPage first;

	private final BiConsumer<T, Consumer<R>> decoder;

	// without consumed rows, so that their memory is free
	private final Deque<T> page = new ArrayDeque<>();

	private final Consumer<R> decoded = this::addDecoded;

	// the results of the last row taken: the first, and others if there are several
	private @Nullable R ready;

	private final Deque<R> others = new ArrayDeque<>();

	private @Nullable T last;

	private long left;

	private int size;

	private long bytes = MAX_BYTES;

	private boolean exhausted;

	private Pages(long limit, ToLongFunction<T> sizes, FirstPage first, PageSource<T> source,
			BiConsumer<T, Consumer<R>> decoder) {
		this.left = limit;
		this.sizes = sizes;
		this.first = first;
		this.size = first.size();
		this.source = source;
		this.decoder = decoder;
	}

	/**
	 * Returns the rows as a stream. They are decoded here, not by a step of the stream:
	 * with such a step its iterator would allocate a buffer for each row.
	 */
	static <T, R> Stream<R> stream(long limit, ToLongFunction<T> sizes, FirstPage first, PageSource<T> source,
			BiConsumer<T, Consumer<R>> decoder) {
		int characteristics = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
		return StreamSupport.stream(() -> Spliterators
			.spliteratorUnknownSize(new Pages<>(limit, sizes, first, source, decoder), characteristics),
				characteristics, false);
	}

	@Override
	public boolean hasNext() {
		while (this.ready == null) {
			if (this.page.isEmpty() && !this.exhausted && this.left > 0) {
				fetch();
			}
			T next = this.page.poll();
			if (next == null) {
				return false;
			}
			this.last = next;
			this.decoder.accept(next, this.decoded);
		}
		return true;
	}

	private void addDecoded(R result) {
		if (this.ready == null) {
			this.ready = result;
		}
		else {
			this.others.add(result);
		}
	}

	private void fetch() {
		Page<T> fetched = read();
		List<T> rows = fetched.rows();
		this.exhausted = !fetched.more();
		this.left -= rows.size();
		this.page.addAll(rows);
		this.bytes = Math.min(MAX_BYTES, this.bytes * 2);
		if (!rows.isEmpty()) {
			this.size = nextSize(rows);
			this.first.continueWith(this.size);
		}
	}

	/**
	 * Reads a page, with a smaller size if memory is exhausted. Other threads may use
	 * memory as well, so a size that usually fits may be too large.
	 */
	private Page<T> read() {
		while (true) {
			int wanted = (int) Math.min(this.size, this.left);
			try {
				return this.source.read(this.last, wanted, this.bytes);
			}
			catch (OutOfMemoryError ex) {
				if (wanted == 1) {
					throw ex;
				}
				this.size = Math.max(1, wanted / 8);
				this.bytes = Math.max(1, this.bytes / 8);
			}
		}
	}

	private int nextSize(List<T> rows) {
		long bytes = rows.size();
		for (T row : rows) {
			bytes += this.sizes.applyAsLong(row);
		}
		return (int) Math.max(1, Math.min(MAX_SIZE, this.bytes / 2 * rows.size() / Math.max(1, bytes)));
	}

	@Override
	public R next() {
		if (!hasNext()) {
			throw new NoSuchElementException("There are no more results");
		}
		R next = Objects.requireNonNull(this.ready);
		this.ready = this.others.poll();
		return next;
	}

	/**
	 * Maximum number of rows of the first page. Thread-safe.
	 */
	static final class FirstPage {

		private static final int SIZE = 256;

		private final boolean continued;

		private volatile int size = SIZE;

		private FirstPage(boolean continued) {
			this.continued = continued;
		}

		/**
		 * Creates an instance for unrelated reads.
		 */
		static FirstPage independent() {
			return new FirstPage(false);
		}

		/**
		 * Creates an instance for reads that mostly continue at the end of another one,
		 * as the batches of a projection do.
		 */
		static FirstPage continued() {
			return new FirstPage(true);
		}

		int size() {
			return this.size;
		}

		private void continueWith(int next) {
			if (this.continued) {
				this.size = next;
			}
		}

	}

	/**
	 * Rows of one read.
	 *
	 * @param rows the rows, at least one if there are any
	 * @param more whether there may be more
	 */
	record Page<T>(List<T> rows, boolean more) {

	}

	/**
	 * The source of pages.
	 */
	@FunctionalInterface
	interface PageSource<T> {

		/**
		 * Reads a page.
		 * @param last the last row of the previous page, {@code null} for the first page
		 * @param limit maximum number of rows
		 * @param bytes maximum number of bytes of content, if there are several rows
		 */
		Page<T> read(@Nullable T last, int limit, long bytes);

	}

}
