package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.sourcery.Redaction;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of an event store, for implementations of {@link EventStore}.
 * Thread-safe.
 */
public final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final List<Consumer<List<RecordedEvent<?>>>> onAppend = new CopyOnWriteArrayList<>();

	private final List<Runnable> afterCommit = new CopyOnWriteArrayList<>();

	/**
	 * Creates an empty set of listeners.
	 */
	public Listeners() {
	}

	/**
	 * Adds a listener within the append's transaction.
	 * @param listener the listener
	 * @return the registration
	 */
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		this.onAppend.add(listener);
		return () -> this.onAppend.remove(listener);
	}

	/**
	 * Adds a listener after commit.
	 * @param listener the listener
	 * @return the registration
	 */
	public ListenerHandle afterCommit(Runnable listener) {
		this.afterCommit.add(listener);
		return () -> this.afterCommit.remove(listener);
	}

	/**
	 * Whether an append needs a transaction around itself and its listeners.
	 * @return {@code true} if somebody listens within the append's transaction
	 */
	public boolean joinAppends() {
		return !this.onAppend.isEmpty();
	}

	/**
	 * Calls the listeners within the append's transaction, those too that are added by
	 * listeners meanwhile.
	 * @param events the events appended
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
	 * Calls the listeners after commit. A listener that fails is logged and does not fail
	 * the append, whose events are stored.
	 */
	public void committed() {
		for (Runnable listener : this.afterCommit) {
			try {
				listener.run();
			}
			catch (RuntimeException ex) {
				logger.error("A listener failed after the commit of an append; the events are stored",
						Redaction.redact(ex));
			}
		}
	}

}
