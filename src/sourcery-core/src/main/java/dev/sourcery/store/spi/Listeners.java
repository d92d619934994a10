package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.sourcery.Redaction;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of an event store, for implementations of {@link EventStore}.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final List<Consumer<List<RecordedEvent<?>>>> onAppend = new CopyOnWriteArrayList<>();

	private final List<Consumer<List<Commit>>> afterCommit = new CopyOnWriteArrayList<>();

	/**
	 * Creates an empty set of listeners.
	 */
	public Listeners() {
	}

	/**
	 * Adds a listener that is invoked within the transaction of the append.
	 * @param listener the listener
	 * @return the registration
	 */
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		this.onAppend.add(listener);
		return () -> this.onAppend.remove(listener);
	}

	/**
	 * Adds a listener that is invoked after the commit of an append.
	 * @param listener the listener
	 * @return the registration
	 */
	public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
		this.afterCommit.add(listener);
		return () -> this.afterCommit.remove(listener);
	}

	/**
	 * Returns whether an append requires a transaction that includes its listeners.
	 * @return {@code true} if there is a listener within the transaction of the append
	 */
	public boolean joinAppends() {
		return !this.onAppend.isEmpty();
	}

	/**
	 * Invokes the listeners within the transaction of the append, including those that
	 * are added by listeners in the meantime.
	 * @param events the appended events
	 */
	public void appended(List<RecordedEvent<?>> events) {
		List<Consumer<List<RecordedEvent<?>>>> called = new ArrayList<>();
		for (var next = List.copyOf(this.onAppend); !next.isEmpty(); next = notIn(called)) {
			next.forEach((listener) -> listener.accept(events));
			called.addAll(next);
		}
	}

	private List<Consumer<List<RecordedEvent<?>>>> notIn(List<Consumer<List<RecordedEvent<?>>>> called) {
		return this.onAppend.stream().filter((listener) -> !called.contains(listener)).toList();
	}

	/**
	 * Invokes the listeners after the commit. The failure of a listener is logged and
	 * does not cause the append to fail, because its events are stored.
	 * @param commits the commits
	 */
	public void committed(List<Commit> commits) {
		for (Consumer<List<Commit>> listener : this.afterCommit) {
			try {
				listener.accept(commits);
			}
			catch (RuntimeException ex) {
				logger.error("A listener failed after the commit of an append; the events are stored",
						Redaction.redact(ex));
			}
		}
	}

}
