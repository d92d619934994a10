package dev.sourcery.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.sourcery.event.RecordedEvent;

/**
 * The listeners of an event store, for implementations of {@link EventStore}.
 * Thread-safe.
 */
public final class Listeners {

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
	public Registration onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		this.onAppend.add(listener);
		return () -> this.onAppend.remove(listener);
	}

	/**
	 * Adds a listener after commit.
	 * @param listener the listener
	 * @return the registration
	 */
	public Registration afterCommit(Runnable listener) {
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
	 * Calls the listeners after commit.
	 */
	public void committed() {
		this.afterCommit.forEach(Runnable::run);
	}

}
