package dev.sourcery.tail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.Position;
import dev.sourcery.tail.TailPage.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A read of a page that is in progress. Thread-safe.
 */
final class PageLoad {

	// a read that takes longer may hang
	private static final long PATIENCE_SECONDS = 5;

	private final PageRead read;

	private final Selection selection;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Position end;

	private volatile @Nullable TailPage page;

	PageLoad(PageRead read, Selection selection) {
		this.read = read;
		this.selection = selection;
	}

	PageRead read() {
		return this.read;
	}

	Selection selection() {
		return this.selection;
	}

	boolean serves(PageRead wanted, Selection types) {
		return this.read.after().equals(wanted.after()) && this.selection.includes(types)
				&& this.read.settled().incarnation().equals(wanted.settled().incarnation());
	}

	/**
	 * Records that the events are fetched, but not decoded.
	 * @param end the position up to which they are complete
	 */
	void fetched(Position end) {
		this.end = end;
	}

	/**
	 * Returns the position up to which the events are complete, or {@code null} if they
	 * are not fetched yet.
	 */
	@Nullable Position end() {
		return this.end;
	}

	void ended(@Nullable TailPage result) {
		this.page = result;
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
