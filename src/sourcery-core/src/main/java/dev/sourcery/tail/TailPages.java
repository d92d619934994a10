package dev.sourcery.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import dev.sourcery.event.Position;
import dev.sourcery.tail.PageSource.Fetched;
import dev.sourcery.tail.PageSource.Looked;
import dev.sourcery.tail.TailPage.Selection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of events, read once for all readers that are near each other, and in advance
 * while a reader catches up: when the events of a page are fetched, the fetch of the next
 * page begins, so that the server works while this page is decoded. Holds a few pages: a
 * reader that falls behind reads its own and shares pages again when it is near others.
 * Thread-safe.
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

	// one page is fetched while another one is decoded
	private static final int PAGES_AHEAD = 2;

	// in positions: readers that are nearer to each other share pages
	private static final long NEAR = 1000;

	private final PageSource source;

	private final Executor prefetcher;

	private final Object lock = new Object();

	private final List<TailReader> readers = new ArrayList<>();

	// the oldest first
	private final List<TailPage> pages = new ArrayList<>();

	private final List<PageLoad> loads = new ArrayList<>();

	/**
	 * Creates an instance.
	 * @param prefetcher runs reads in advance; may discard them
	 */
	TailPages(EventTail tail, Executor prefetcher) {
		this.source = new PageSource(tail);
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
	TailPage page(TailReader reader, PageRead read) {
		PageLoad load;
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
				load = begin(read, reader);
			}
		}
		TailPage page = own ? load(load, reader, reader.selection()) : load.await();
		return (page != null && page.serves(read.after(), reader.selection(), read.settled().incarnation())) ? page
				: readAlone(read, reader.selection());
	}

	private PageLoad begin(PageRead read, TailReader reader) {
		PageLoad load = new PageLoad(read.atLeast(PAGE_SIZE), selectionNear(reader, read.after()));
		this.loads.add(load);
		return load;
	}

	/**
	 * Queries the settled position, and reads the next events of a reader with it if that
	 * is possible.
	 */
	SettledPosition look(TailReader reader) {
		Position after = reader.position();
		Selection selection;
		synchronized (this.lock) {
			selection = selectionNear(reader, after);
		}
		Looked looked = this.source.look(after, reader.endOfWindow(), PAGE_SIZE, selection);
		Fetched fetched = looked.fetched();
		if (fetched != null) {
			try {
				add(fetched.decode());
			}
			catch (RuntimeException | Error ex) {
				// the reader meets the failure itself, unless it is of events of others
				logger.debug("Events after position {} could not be read with the settled position", after, ex);
			}
		}
		return looked.settled();
	}

	private void add(TailPage page) {
		synchronized (this.lock) {
			if (this.pages.size() == MAX_PAGES) {
				this.pages.remove(0);
			}
			this.pages.add(page);
			// its reader may have been closed
			removePassed();
		}
	}

	/**
	 * Reads without sharing the result.
	 */
	TailPage readAlone(PageRead read, Selection selection) {
		return this.source.fetch(read, selection).decode();
	}

	/**
	 * Reads in advance the first page that is not known, if there are not enough ahead.
	 * @param read the read after the page that the reader has
	 */
	void prefetch(TailReader reader, PageRead read) {
		if (missing(reader, read) != null) {
			try {
				this.prefetcher.execute(() -> loadMissing(reader, read));
			}
			catch (RuntimeException | Error ex) {
				// no thread can be started; the reader has the page it needs
				logger.debug("Events after position {} cannot be read in advance", read.after(), ex);
			}
		}
	}

	private @Nullable PageRead missing(TailReader reader, PageRead read) {
		synchronized (this.lock) {
			PageRead next = read;
			int ahead = isFarFromOthers(reader) ? 1 : PAGES_AHEAD;
			for (int i = 0; i < ahead && !next.isEmpty(); i++) {
				Position end = endOfKnown(next, reader.selection());
				if (end == null) {
					return (isInProgress(next, reader) || reader.hasAdvancedTo(next.after())) ? null : next;
				}
				next = next.from(end);
			}
			return null;
		}
	}

	private @Nullable Position endOfKnown(PageRead read, Selection selection) {
		TailPage page = find(read, selection);
		if (page != null) {
			// nothing is read beyond an event that cannot be decoded
			return page.unreadable() ? read.settled().position() : page.end();
		}
		PageLoad load = findLoad(read, selection);
		return (load != null) ? load.end() : null;
	}

	private boolean isInProgress(PageRead read, TailReader reader) {
		return findLoad(read, reader.selection()) != null;
	}

	// a reader that has caught up holds no pages
	private boolean isFarFromOthers(TailReader reader) {
		return this.readers.stream().anyMatch((other) -> other.isBehind() && !isNear(other, reader.position()));
	}

	private void loadMissing(TailReader reader, PageRead read) {
		PageLoad load;
		synchronized (this.lock) {
			PageRead missing = missing(reader, read);
			// the reader may have ended, or have been faster
			if (missing == null || !this.readers.contains(reader) || reader.position().isAfter(missing.after())) {
				return;
			}
			load = begin(missing, reader);
			reader.advancedTo(missing.after());
		}
		try {
			load(load, reader, load.selection());
		}
		catch (RuntimeException | Error ex) {
			// the reader meets the failure itself
			logger.debug("Events after position {} could not be read in advance", load.read().after(), ex);
		}
	}

	/**
	 * Reads a page for all readers that are near.
	 * @param own the selection of the reader that needs the page
	 * @return the page, or {@code null} if the events of other readers cannot be read
	 */
	private @Nullable TailPage load(PageLoad load, TailReader reader, Selection own) {
		TailPage page = null;
		try {
			PageRead read = load.read();
			Fetched fetched = this.source.fetch(read, load.selection());
			load.fetched(fetched.end());
			reader.fetched(read.after(), read.from(fetched.end()));
			page = fetched.decode();
			return page;
		}
		catch (RuntimeException | Error ex) {
			if (load.selection().equals(own)) {
				throw ex;
			}
			return null;
		}
		finally {
			ended(load, page);
		}
	}

	private void ended(PageLoad load, @Nullable TailPage page) {
		synchronized (this.lock) {
			this.loads.remove(load);
			if (page != null) {
				add(page);
			}
		}
		load.ended(page);
	}

	private @Nullable TailPage find(PageRead read, Selection selection) {
		return this.pages.stream()
			.filter((page) -> page.serves(read.after(), selection, read.settled().incarnation()))
			.findFirst()
			.orElse(null);
	}

	private @Nullable PageLoad findLoad(PageRead read, Selection selection) {
		return this.loads.stream().filter((load) -> load.serves(read, selection)).findFirst().orElse(null);
	}

	private Selection selectionNear(TailReader reader, Position position) {
		Selection selection = reader.selection();
		for (TailReader other : this.readers) {
			if (isNear(other, position)) {
				selection = selection.and(other.selection());
			}
		}
		return selection;
	}

	private static boolean isNear(TailReader reader, Position position) {
		return Math.abs(reader.position().value() - position.value()) <= NEAR;
	}

}
