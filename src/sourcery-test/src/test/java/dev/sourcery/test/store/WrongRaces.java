package dev.sourcery.test.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.ExpectedVersion.Exactly;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.tail.SettledPosition;

/**
 * Stores whose fault shows when several threads append. The thread that creates a store
 * finds no fault.
 */
final class WrongRaces {

	private static final Duration LONGEST_MEETING = Duration.ofMillis(25);

	private WrongRaces() {
	}

	static List<WrongStore> all() {
		return List.of(new WrongStore("checks the expected version before the lock", racing((race, appends) -> {
			if (!appends.stream().allMatch((append) -> append.expected().accepts(race.version(append)))) {
				return race.store(appends);
			}
			race.meet();
			return race.store(expecting(appends, (append) -> ExpectedVersion.any()));
		})), new WrongStore("takes any version for the one it has read", racing((race, appends) -> {
			List<Append> read = expecting(appends, (append) -> (append.expected() instanceof Exactly)
					? append.expected() : ExpectedVersion.exactly(race.version(append)));
			race.meet();
			return race.store(read);
		})), new WrongStore("refuses an append while another one is under way", racing((race, appends) -> {
			if (race.underWay() > 1) {
				race.meet();
				throw contention();
			}
			race.meet();
			return race.store(appends);
		})), new WrongStore("looks for repetitions before the lock", racing((race, appends) -> {
			boolean known = race.find(appends).isPresent();
			race.meet();
			race.find(appends).filter((event) -> !known).ifPresent((event) -> {
				throw new EventIdConflictException(appends.get(0).stream(), event.eventId(), event.stream(),
						event.version(), "", null);
			});
			return race.store(appends);
		})), new WrongStore("checks event ids before the lock", UncheckedIds::new),
				new WrongStore("locks streams in the order of the call", CallOrder::new),
				new WrongStore("shows events late", LateEvents::new));
	}

	private static List<Append> expecting(List<Append> appends, Function<Append, ExpectedVersion> expected) {
		return appends.stream()
			.map((append) -> new Append(append.stream(), expected.apply(append), append.events(), append.commandId()))
			.toList();
	}

	private static StoreContentionException contention() {
		return new StoreContentionException(StoreOperation.APPEND, "40P01", new IllegalStateException("deadlock"));
	}

	private static Function<EventSerializer, ForwardingStore> racing(Race race) {
		return (serializer) -> new RacingStore(serializer, race);
	}

	private interface Race {

		List<Commit> append(RacingStore store, List<Append> appends);

	}

	/**
	 * Waits until another thread is as far.
	 */
	private static final class Meeting {

		private final AtomicInteger arrivals = new AtomicInteger();

		void meet() {
			int ticket = this.arrivals.incrementAndGet();
			long end = System.nanoTime() + LONGEST_MEETING.toNanos();
			while (this.arrivals.get() == ticket && System.nanoTime() < end) {
				LockSupport.parkNanos(50_000);
			}
		}

	}

	private static final class RacingStore extends ForwardingStore {

		private final Thread creator = Thread.currentThread();

		private final Meeting meeting = new Meeting();

		private final AtomicInteger underWay = new AtomicInteger();

		private final Race race;

		RacingStore(EventSerializer serializer, Race race) {
			super(serializer);
			this.race = race;
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			if (Thread.currentThread() == this.creator) {
				return super.append(appends);
			}
			this.underWay.incrementAndGet();
			try {
				return this.race.append(this, appends);
			}
			finally {
				this.underWay.decrementAndGet();
			}
		}

		List<Commit> store(List<Append> appends) {
			return super.append(appends);
		}

		long version(Append append) {
			return version(append.stream());
		}

		Optional<RecordedEvent<?>> find(List<Append> appends) {
			return appends.stream()
				.flatMap((append) -> append.events().stream())
				.flatMap((event) -> find(event.eventId()).stream())
				.findFirst();
		}

		int underWay() {
			return this.underWay.get();
		}

		void meet() {
			this.meeting.meet();
		}

	}

	private static final class UncheckedIds extends ReissuingStore {

		private final Thread creator = Thread.currentThread();

		private final Meeting meeting = new Meeting();

		private final ThreadLocal<Boolean> missed = ThreadLocal.withInitial(() -> false);

		UncheckedIds(EventSerializer serializer) {
			super(serializer, true, true);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			if (Thread.currentThread() == this.creator) {
				return super.append(appends);
			}
			boolean known = appends.stream()
				.flatMap((append) -> append.events().stream())
				.anyMatch((event) -> find(event.eventId()).isPresent());
			this.meeting.meet();
			this.missed.set(!known);
			try {
				return super.append(appends);
			}
			finally {
				this.missed.remove();
			}
		}

		@Override
		boolean isReissued() {
			return this.missed.get();
		}

	}

	private static final class CallOrder extends ForwardingStore {

		private final Map<StreamId, ReentrantLock> locks = new ConcurrentHashMap<>();

		CallOrder(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			return append(appends, 0);
		}

		private List<Commit> append(List<Append> appends, int locked) {
			if (locked == appends.size()) {
				return super.append(appends);
			}
			ReentrantLock lock = this.locks.computeIfAbsent(appends.get(locked).stream(),
					(stream) -> new ReentrantLock());
			lock(lock);
			try {
				Thread.yield();
				return append(appends, locked + 1);
			}
			finally {
				lock.unlock();
			}
		}

		private static void lock(ReentrantLock lock) {
			try {
				// longer than it takes all writers of a test without a deadlock
				if (!lock.tryLock(200, TimeUnit.MILLISECONDS)) {
					throw contention();
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	private static final class LateEvents extends ForwardingStore {

		private final Thread creator = Thread.currentThread();

		private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

		LateEvents(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
			Stream<RecordedEvent<?>> events = super.readAll(query, settled);
			return (Thread.currentThread() == this.creator) ? events
					: events.filter((event) -> event.position().value() % 7 != 0 || !this.seen.add(event.eventId()));
		}

	}

}
