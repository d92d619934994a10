package dev.sourcery.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.Position;
import dev.sourcery.store.EventQuery;
import dev.sourcery.tail.TailPage.Selection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of events, read once for all readers that are near each other, and in advance
 * while a reader catches up. Holds a few pages: a reader that falls behind reads its own
 * and shares pages again when it is near others. Thread-safe.
 */
final class TailPages {

	private static final Logger logger = LoggerFactory.getLogger(TailPages.class);

	/**
	 * Maximum number of pages that are held, of up to 8 MB of stored content each.
	 */
	static final int MAX_PAGES = 4;

	/**
	 * Minimum number of events that are read together.
	 */
	static final int PAGE_SIZE = 1000;

	// in positions: readers that are nearer to each other share pages
	private static final long NEAR = 1000;

	// a read that takes longer may hang
	private static final long PATIENCE_SECONDS = 5;

	private final EventTail tail;

	private final Executor prefetcher;

	private final Object lock = new Object();

	private final List<TailReader> readers = new ArrayList<>();

	// the oldest first
	private final List<TailPage> pages = new ArrayList<>();

	private final List<Load> loads = new ArrayList<>();

	/**
	 * Creates an instance.
	 * @param prefetcher runs reads in advance; may discard them
	 */
	TailPages(EventTail tail, Executor prefetcher) {
		this.tail = tail;
		this.prefetcher = prefetcher;
	}

	void add(TailReader reader) {
		synchronized (this.lock) {
			this.readers.add(reader);
		}
	}

	void remove(TailReader reader) {
		synchronized (this.lock) {
			this.readers.remove(reader);
		}
		removePassed();
	}

	/**
	 * Removes the pages that no reader can still need.
	 */
	void removePassed() {
		synchronized (this.lock) {
			this.pages
				.removeIf((page) -> this.readers.stream().noneMatch((reader) -> page.end().isAfter(reader.position())));
		}
	}

	/**
	 * Returns a page in which a read can begin.
	 * @param reader the reader
	 * @param read the read
	 */
	TailPage page(TailReader reader, Read read) {
		Load load;
		boolean own = false;
		removePassed();
		synchronized (this.lock) {
			TailPage known = find(read, reader.selection());
			if (known != null) {
				return known;
			}
			load = findLoad(read, reader.selection());
			if (load == null) {
				own = true;
				load = new Load(read, selectionNear(reader, read.after()));
				this.loads.add(load);
			}
		}
		TailPage page = own ? load(load, reader.selection()) : load.await();
		return (page != null && page.serves(read.after(), reader.selection(), read.settled().incarnation())) ? page
				: readAlone(read, reader.selection());
	}

	/**
	 * Reads without sharing the result.
	 */
	TailPage readAlone(Read read, Selection selection) {
		EventQuery query = EventQuery.all()
			.after(read.after())
			.upTo(read.end())
			.eventTypes(selection.types())
			.limit(read.limit());
		EventTail.Page page = this.tail.readPage(query, read.settled(), selection.withMetadata());
		return TailPage.of(page, read.after(), read.end(), read.limit(), selection, read.settled().incarnation());
	}

	/**
	 * Reads in advance, unless the page is known.
	 */
	void prefetch(TailReader reader, Read read) {
		if (isAhead(reader, read)) {
			try {
				this.prefetcher.execute(() -> load(reader, read));
			}
			catch (RuntimeException | Error ex) {
				// no thread can be started; the reader has the page it needs
				logger.debug("Events after position {} cannot be read in advance", read.after(), ex);
			}
		}
	}

	private boolean isAhead(TailReader reader, Read read) {
		synchronized (this.lock) {
			return !read.after().equals(reader.advancedFrom()) && find(read, reader.selection()) == null
					&& findLoad(read, reader.selection()) == null;
		}
	}

	private void load(TailReader reader, Read read) {
		Load load;
		synchronized (this.lock) {
			// the reader may have ended, or have been faster
			if (!this.readers.contains(reader) || reader.position().isAfter(read.after()) || !isAhead(reader, read)) {
				return;
			}
			load = new Load(read, selectionNear(reader, read.after()));
			this.loads.add(load);
			reader.advancedFrom(read.after());
		}
		try {
			load(load, load.selection);
		}
		catch (RuntimeException | Error ex) {
			// the reader meets the failure itself
			logger.debug("Events after position {} could not be read in advance", read.after(), ex);
		}
	}

	/**
	 * Reads a page for all readers that are near.
	 * @param own the selection of the reader that needs the page
	 * @return the page, or {@code null} if the events of other readers cannot be read
	 */
	private @Nullable TailPage load(Load load, Selection own) {
		TailPage page = null;
		try {
			page = readAlone(load.read.atLeast(PAGE_SIZE), load.selection);
			return page;
		}
		catch (RuntimeException | Error ex) {
			if (load.selection.equals(own)) {
				throw ex;
			}
			return null;
		}
		finally {
			ended(load, page);
		}
	}

	private void ended(Load load, @Nullable TailPage page) {
		synchronized (this.lock) {
			this.loads.remove(load);
			if (page != null) {
				if (this.pages.size() == MAX_PAGES) {
					this.pages.remove(0);
				}
				this.pages.add(page);
				// its reader may have been closed
				removePassed();
			}
		}
		load.ended(page);
	}

	private @Nullable TailPage find(Read read, Selection selection) {
		return this.pages.stream()
			.filter((page) -> page.serves(read.after(), selection, read.settled().incarnation()))
			.findFirst()
			.orElse(null);
	}

	private @Nullable Load findLoad(Read read, Selection selection) {
		return this.loads.stream()
			.filter((load) -> load.read.after().equals(read.after()) && load.selection.includes(selection)
					&& load.read.settled().incarnation().equals(read.settled().incarnation()))
			.findFirst()
			.orElse(null);
	}

	private Selection selectionNear(TailReader reader, Position position) {
		Selection selection = reader.selection();
		for (TailReader other : this.readers) {
			if (Math.abs(other.position().value() - position.value()) <= NEAR) {
				selection = selection.and(other.selection());
			}
		}
		return selection;
	}

	/**
	 * A read of a page.
	 *
	 * @param after the position after which it begins
	 * @param end the last position
	 * @param limit maximum number of events
	 * @param settled the settled position
	 */
	record Read(Position after, Position end, int limit, SettledPosition settled) {

		private Read atLeast(int events) {
			return (this.limit < events) ? new Read(this.after, this.end, events, this.settled) : this;
		}

	}

	/**
	 * A read in progress.
	 */
	private static final class Load {

		private final Read read;

		private final Selection selection;

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile @Nullable TailPage page;

		Load(Read read, Selection selection) {
			this.read = read;
			this.selection = selection;
		}

		void ended(@Nullable TailPage found) {
			this.page = found;
			this.ended.countDown();
		}

		/**
		 * Returns the page, or {@code null} if it could not be read in time.
		 */
		@Nullable TailPage await() {
			try {
				return this.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) ? this.page : null;
			}
			catch (InterruptedException ex) {
				// the read of this thread reports it
				Thread.currentThread().interrupt();
				return null;
			}
		}

	}

}
