package dev.sourcery.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.SettledPosition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one asynchronous projection on a thread of its own: reads what is settled beyond
 * the checkpoint, has it handled, and waits for more.
 */
final class ProjectionWorker implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionWorker.class);

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

	private final ProjectionDefinition definition;

	private final EventStore store;

	private final Checkpoints checkpoints;

	private final ProjectionSettings settings;

	private final CommitSignal signal;

	private final Progress progress;

	private Position stored = Position.START;

	// may be ahead of what is stored, over events that nobody handles
	private Position applied = Position.START;

	private int restarts;

	private long storedAt = System.nanoTime();

	// a batch that fails is repeated event by event, to find the one that fails
	private int singly;

	// of the same batch: those that will not pass by themselves, and those that will
	private int failures;

	private int transientFailures;

	ProjectionWorker(ProjectionDefinition definition, EventStore store, Checkpoints checkpoints,
			ProjectionSettings settings, CommitSignal signal, Progress progress) {
		this.definition = definition;
		this.store = store;
		this.checkpoints = checkpoints;
		this.settings = settings;
		this.signal = signal;
		this.progress = progress;
	}

	@Override
	public void run() {
		try {
			begin();
			Duration wait = SHORTEST_WAIT;
			while (this.progress.isActive()) {
				long seen = this.signal.count();
				if (attempt(this::step)) {
					wait = SHORTEST_WAIT;
				}
				else if (this.progress.isActive()) {
					this.signal.awaitBeyond(seen, wait);
					wait = next(wait, this.signal.count() != seen);
				}
			}
			attempt(this::compare);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.progress.stopped();
		}
	}

	// After a signal the event may not be settled yet, and nobody tells when it is: look
	// again soon, then ever more rarely.
	private Duration next(Duration wait, boolean signalled) {
		Duration longer = wait.multipliedBy(2);
		return signalled ? SHORTEST_WAIT
				: (longer.compareTo(this.settings.pollInterval()) < 0) ? longer : this.settings.pollInterval();
	}

	private void begin() throws InterruptedException {
		boolean loaded = false;
		while (!loaded && this.progress.isActive()) {
			loaded = attempt(() -> {
				reload();
				return true;
			});
		}
	}

	private void reload() {
		Position loaded = this.checkpoints.load(this.definition.key());
		if (!loaded.equals(this.stored)) {
			this.stored = loaded;
			moveTo(loaded);
		}
	}

	/**
	 * Applies one batch.
	 * @return whether there was something to do, so that more may follow at once
	 */
	private boolean step() {
		if (this.progress.takeReset()) {
			reload();
		}
		SettledPosition settled = this.store.settledPosition();
		if (settled.restarts() != this.restarts) {
			this.restarts = settled.restarts();
			this.applied = this.stored;
		}
		if (!settled.position().isAfter(this.applied)) {
			return idle();
		}
		int limit = (this.singly > 0) ? 1 : this.definition.batchSize(this.settings.batchSize());
		List<RecordedEvent<?>> events = new ArrayList<>();
		boolean whole = read(settled, limit, events);
		Position reached = (whole && events.size() < limit) ? settled.position()
				: events.get(events.size() - 1).position();
		return events.isEmpty() ? pass(reached) : handle(events, reached);
	}

	/**
	 * Reads up to the limit, or up to an event that cannot be read: those before it are
	 * to be applied first.
	 * @return whether all could be read
	 */
	private boolean read(SettledPosition settled, int limit, List<RecordedEvent<?>> events) {
		EventQuery query = EventQuery.all().after(this.applied).eventTypes(this.definition.eventTypes()).limit(limit);
		try (Stream<RecordedEvent<?>> stream = this.store.readAll(query, settled)) {
			stream.forEachOrdered(events::add);
			return true;
		}
		catch (EventDecodingException ex) {
			if (events.isEmpty()) {
				throw ex;
			}
			return false;
		}
	}

	private boolean handle(List<RecordedEvent<?>> events, Position reached) {
		try {
			if (!this.checkpoints.advance(this.definition.key(), this.stored, reached,
					() -> this.definition.handle(events))) {
				reload();
				return false;
			}
		}
		catch (RuntimeException | Error ex) {
			throw new BatchFailure(events, ex);
		}
		this.stored = reached;
		this.storedAt = System.nanoTime();
		this.singly = Math.max(0, this.singly - 1);
		moveTo(reached);
		return true;
	}

	private boolean pass(Position reached) {
		this.singly = 0;
		moveTo(reached);
		return idle();
	}

	/**
	 * Compares notes with the database now and then: progress over events that nobody
	 * handles is stored, and a checkpoint that another node has moved is noticed.
	 */
	private boolean idle() {
		if (System.nanoTime() - this.storedAt > IDLE_INTERVAL.toNanos()) {
			compare();
		}
		return false;
	}

	private boolean compare() {
		this.storedAt = System.nanoTime();
		if (this.applied.isAfter(this.stored)
				&& this.checkpoints.advance(this.definition.key(), this.stored, this.applied, () -> {
				})) {
			this.stored = this.applied;
		}
		else {
			reload();
		}
		return true;
	}

	private void moveTo(Position position) {
		this.applied = position;
		this.failures = 0;
		this.transientFailures = 0;
		this.progress.moved(position);
	}

	private boolean attempt(Step step) throws InterruptedException {
		try {
			return step.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.progress.isActive()) {
				failed(ex);
			}
			else {
				logger.debug("Projection {} failed while it was being stopped", this.definition.key(), ex);
			}
			return false;
		}
	}

	private void failed(Throwable failure) throws InterruptedException {
		Throwable cause = (failure instanceof BatchFailure batch) ? batch.reason() : failure;
		boolean passes = TransientFailures.isTransient(cause);
		if (TransientFailures.isConflict(cause)) {
			lostRace(failure, cause);
		}
		else if (passes) {
			this.transientFailures++;
			retryLater(cause, this.transientFailures);
		}
		else if (failure instanceof BatchFailure batch && batch.events().size() > 1) {
			this.singly = batch.events().size();
			logger.warn("Projection {} failed on a batch of {} events and repeats them one by one: {}",
					this.definition.key(), batch.events().size(), cause.toString());
		}
		else if (this.failures < this.settings.maxRetries()) {
			this.failures++;
			retryLater(cause, this.failures);
		}
		else {
			block(failure, cause);
		}
	}

	// a handler that issues commands met another writer: nothing is wrong, try again with
	// as short a transaction as possible
	private void lostRace(Throwable failure, Throwable cause) {
		if (failure instanceof BatchFailure batch && batch.events().size() > 1) {
			this.singly = batch.events().size();
		}
		logger.debug("Projection {} met another writer beyond position {} and tries again: {}", this.definition.key(),
				this.applied, cause.toString());
	}

	private void retryLater(Throwable cause, int retry) throws InterruptedException {
		Duration delay = this.settings.delayBefore(retry);
		logger.warn("Projection {} failed beyond position {} and tries again in {} ms: {}", this.definition.key(),
				this.applied, delay.toMillis(), cause.toString());
		this.progress.retrying(cause);
		this.progress.awaitInactive(delay);
	}

	private void block(Throwable failure, Throwable cause) throws InterruptedException {
		Object where = (failure instanceof BatchFailure batch) ? batch.events().get(0)
				: "reading after position " + this.applied;
		logger.error(
				"Projection {} is blocked: {} failed {} times. Nothing is applied until the cause is mended and the projection is resumed, rebuilt or restarted.",
				this.definition.key(), where, this.failures + 1, cause);
		this.progress.blocked(cause);
		this.progress.awaitResumed();
		this.failures = 0;
	}

	private interface Step {

		boolean run();

	}

	/**
	 * A batch whose transaction was rolled back.
	 */
	private static final class BatchFailure extends SourceryException {

		private static final long serialVersionUID = 1L;

		private final transient List<RecordedEvent<?>> events;

		private final Throwable reason;

		BatchFailure(List<RecordedEvent<?>> events, Throwable reason) {
			super("A batch failed", reason);
			this.events = events;
			this.reason = reason;
		}

		List<RecordedEvent<?>> events() {
			return this.events;
		}

		Throwable reason() {
			return this.reason;
		}

	}

}
