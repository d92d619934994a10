package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.ListenerHandle;

/**
 * Stores that notify listeners wrongly.
 */
final class WrongListeners {

	private WrongListeners() {
	}

	static List<WrongStore> all() {
		return List.of(
				new WrongStore("notifies listeners of each event apart",
						listening(
								(listener) -> (events) -> events.forEach((event) -> listener.accept(List.of(event))))),
				new WrongStore("notifies listeners of repeated appends",
						(serializer) -> new Notifying(serializer, true)),
				new WrongStore("notifies listeners after the commit", (serializer) -> new Notifying(serializer, false)),
				new WrongStore("ignores the exception of a listener", listening((listener) -> (events) -> {
					try {
						listener.accept(events);
					}
					catch (RuntimeException ex) {
						// the fault
					}
				})), new WrongStore("ignores the error of a listener", listening((listener) -> (events) -> {
					try {
						listener.accept(events);
					}
					catch (StackOverflowError ex) {
						// the fault
					}
				})), new WrongStore("calls a listener again after its exception", listening((listener) -> (events) -> {
					try {
						listener.accept(events);
					}
					catch (EventStoreException ex) {
						listener.accept(events);
					}
				})), new WrongStore("keeps a listener that was removed", KeepingListeners::new),
				new WrongStore("removes all listeners with one", RemovingListeners::new),
				new WrongStore("calls listeners for commits before the append", EarlyCommits::new),
				new WrongStore("calls listeners for commits also after a refused append", LoudCommits::new));
	}

	private static Function<EventSerializer, ForwardingStore> listening(Wrapping wrapping) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
				return super.onAppend(wrapping.wrap(listener));
			}

		};
	}

	private interface Wrapping {

		Consumer<List<RecordedEvent<?>>> wrap(Consumer<List<RecordedEvent<?>>> listener);

	}

	private static final class Notifying extends ForwardingStore {

		private final List<Consumer<List<RecordedEvent<?>>>> listeners = new CopyOnWriteArrayList<>();

		private final boolean ofRepetitions;

		Notifying(EventSerializer serializer, boolean ofRepetitions) {
			super(serializer);
			this.ofRepetitions = ofRepetitions;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			long before = settledPosition().position().value();
			List<Commit> commits = super.append(appends);
			List<RecordedEvent<?>> events = new ArrayList<>();
			commits.forEach((commit) -> events.addAll(commit.events()));
			boolean repeated = settledPosition().position().value() == before;
			if (repeated == this.ofRepetitions) {
				this.listeners.forEach((listener) -> listener.accept(events));
			}
			return commits;
		}

		@Override
		public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
			if (this.ofRepetitions) {
				ListenerHandle handle = super.onAppend(listener);
				this.listeners.add(listener);
				return () -> {
					handle.close();
					this.listeners.remove(listener);
				};
			}
			this.listeners.add(listener);
			return () -> this.listeners.remove(listener);
		}

	}

	private static final class KeepingListeners extends ForwardingStore {

		KeepingListeners(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
			super.onAppend(listener);
			return () -> {
			};
		}

	}

	private static final class RemovingListeners extends ForwardingStore {

		private final List<ListenerHandle> handles = new ArrayList<>();

		RemovingListeners(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
			this.handles.add(super.onAppend(listener));
			return () -> this.handles.forEach(ListenerHandle::close);
		}

	}

	private static final class EarlyCommits extends ForwardingStore {

		private final List<Consumer<List<Commit>>> listeners = new CopyOnWriteArrayList<>();

		EarlyCommits(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			this.listeners.forEach((listener) -> listener.accept(List.of()));
			return super.append(appends);
		}

		@Override
		public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
			this.listeners.add(listener);
			return () -> this.listeners.remove(listener);
		}

	}

	private static final class LoudCommits extends ForwardingStore {

		private final List<Consumer<List<Commit>>> listeners = new CopyOnWriteArrayList<>();

		LoudCommits(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			try {
				return super.append(appends);
			}
			finally {
				this.listeners.forEach((listener) -> listener.accept(List.of()));
			}
		}

		@Override
		public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
			this.listeners.add(listener);
			return () -> this.listeners.remove(listener);
		}

	}

}
