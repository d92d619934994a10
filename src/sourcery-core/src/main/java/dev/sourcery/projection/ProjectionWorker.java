package dev.sourcery.projection;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.Redaction;
import dev.sourcery.SourceryException;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventBatches;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ServerIncarnation;
import dev.sourcery.store.SettledPosition;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one asynchronous projection on a thread of its own: reads and handles settled
 * events after its checkpoint, and waits for more.
 */
final class ProjectionWorker implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionWorker.class);

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	private static final Duration BLOCKED_INTERVAL = Duration.ofSeconds(1);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

	private final ProjectionDefinition definition;

	private final EventStore store;

	private final Checkpoints checkpoints;

	private final ProjectionSettings settings;

	private final CommitSignal signal;

	private final Progress progress;

	private final OutageLog outage;

	private final HeldCheckpointLog held;

	private final BatchSize batchSize;

	private final ReadWindow window = new ReadWindow();

	private Position stored = Position.START;

	// may be ahead of what is stored, over events of other types
	private Position applied = Position.START;

	private @Nullable ServerIncarnation incarnation;

	private @Nullable SettledPosition settled;

	private long storedAt = System.nanoTime();

	// a batch that fails is repeated event by event, to find the one that fails
	private int singly;

	// of the same batch: those that will not pass by themselves, and those that will
	private int failures;

	private int transientFailures;

	private @Nullable VersionConflictException lostRace;

	ProjectionWorker(ProjectionDefinition definition, EventStore store, Checkpoints checkpoints,
			ProjectionSettings settings, CommitSignal signal, Progress progress) {
		this.definition = definition;
		this.store = store;
		this.checkpoints = checkpoints;
		this.settings = settings;
		this.signal = signal;
		this.progress = progress;
		this.outage = new OutageLog(definition.key());
		this.held = new HeldCheckpointLog(definition.key(), checkpoints, settings.heldWarnAfter());
		this.batchSize = new BatchSize(definition.batchSize(settings.batchSize()));
	}

	@Override
	public void run() {
		try {
			while (this.progress.isActive()) {
				workUntilInterrupted();
			}
			attempt(this::compare);
			this.progress.stopped();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.progress.stopped();
		}
		catch (Throwable ex) {
			// first of all health must know: logging may be what has failed
			this.progress.failed(ex);
			logger.error(
					"Projection {} has ended beyond position {}: {}. Nothing is applied until it is started again.",
					this.definition.key(), this.applied, FailureDescription.of(ex), FailureDescription.trace(ex));
		}
	}

	private void workUntilInterrupted() {
		try {
			begin();
			work();
		}
		catch (InterruptedException ex) {
			if (this.progress.isActive()) {
				logger.warn("Projection {} was interrupted without being stopped, and continues",
						this.definition.key());
			}
		}
	}

	private void work() throws InterruptedException {
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
	}

	// After a signal the event may not be settled yet, and no signal follows when it is:
	// look again soon, then ever more rarely.
	private Duration next(Duration wait, boolean signalled) {
		Duration longer = wait.multipliedBy(2);
		return signalled ? SHORTEST_WAIT
				: (longer.compareTo(this.settings.pollInterval()) < 0) ? longer : this.settings.pollInterval();
	}

	private void begin() throws InterruptedException {
		boolean loaded = false;
		while (!loaded && this.progress.isActive()) {
			loaded = attempt(() -> {
				load();
				return true;
			});
		}
	}

	private void load() {
		this.stored = this.checkpoints.load(this.definition.key());
		startAt(this.stored);
	}

	/**
	 * Looks whether another node has moved the checkpoint; if not, what is applied beyond
	 * it stays.
	 */
	private boolean reload() {
		Position loaded = this.checkpoints.load(this.definition.key());
		if (loaded.equals(this.stored)) {
			return false;
		}
		this.stored = loaded;
		moveTo(loaded);
		return true;
	}

	private void loadAfterReset() {
		try {
			load();
		}
		catch (RuntimeException | Error ex) {
			this.progress.reset();
			throw ex;
		}
	}

	/**
	 * Applies one batch.
	 * @return whether there was something to do, so that more may follow at once
	 */
	private boolean step() {
		if (this.progress.takeReset()) {
			loadAfterReset();
		}
		SettledPosition settled = settled();
		if (!settled.incarnation().equals(this.incarnation)) {
			// a crash may have taken back what was applied, and drawn its positions again
			load();
			this.incarnation = settled.incarnation();
		}
		if (!settled.position().isAfter(this.applied)) {
			return pass(this.applied);
		}
		int limit = (this.singly > 0) ? 1 : this.batchSize.get();
		Position end = this.window.end(this.applied, settled.position());
		List<RecordedEvent<?>> events = new ArrayList<>();
		boolean whole = read(settled, end, limit, events);
		if (events.isEmpty()) {
			return end.equals(settled.position()) ? pass(end) : passWindow(end);
		}
		Position last = events.get(events.size() - 1).position();
		Position reached = (whole && events.size() < limit) ? end : last;
		return handle(events, last, reached, settled.incarnation());
	}

	/**
	 * The settled position that is known stays good until all events up to it are
	 * applied: the checkpoint verifies that the server is still the same.
	 */
	private SettledPosition settled() {
		SettledPosition known = this.settled;
		if (known == null || !known.position().isAfter(this.applied)) {
			known = this.store.settledPosition();
			this.settled = known;
		}
		return known;
	}

	/**
	 * Reads up to the limit, up to an event that cannot be read (those before it are to
	 * be applied first), or as many as fit into memory.
	 * @return whether all up to the end were read
	 */
	private boolean read(SettledPosition settled, Position end, int limit, List<RecordedEvent<?>> events) {
		EventQuery query = EventQuery.all()
			.after(this.applied)
			.upTo(end)
			.eventTypes(this.definition.eventTypes())
			.limit(limit);
		try {
			boolean whole = read(query, settled, events);
			this.window.read();
			return whole;
		}
		catch (StoreTimeoutException ex) {
			this.window.timedOut();
			throw ex;
		}
	}

	private boolean read(EventQuery query, SettledPosition settled, List<RecordedEvent<?>> events) {
		if (this.store instanceof EventBatches batches) {
			EventBatches.Batch batch = batches.readBatch(query, settled, !this.definition.isPayloadOnly());
			events.addAll(batch.events());
			return batch.whole();
		}
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

	private boolean handle(List<RecordedEvent<?>> events, Position last, Position reached, ServerIncarnation readIn) {
		try {
			if (!this.checkpoints.advance(this.definition.key(), this.stored, last, readIn,
					() -> this.definition.handle(events))) {
				this.settled = null;
				if (!reload()) {
					this.held.passedBy();
				}
				return false;
			}
		}
		catch (Throwable ex) {
			// also what is checked: a handler may throw that too
			throw new BatchFailure(events.get(0), events.size(), ex);
		}
		this.stored = last;
		this.storedAt = System.nanoTime();
		if (this.singly > 0) {
			this.singly--;
		}
		else {
			this.batchSize.applied(events.size());
		}
		moveTo(reached);
		return true;
	}

	/**
	 * Passes events of other types, with more to read behind them.
	 */
	private boolean passWindow(Position end) {
		moveTo(end);
		idle();
		return true;
	}

	private boolean pass(Position reached) {
		this.singly = 0;
		this.batchSize.caughtUp();
		moveTo(reached);
		return idle();
	}

	/**
	 * Compares with the database at an interval: progress over events of other types is
	 * stored, and a checkpoint that another node has moved is noticed.
	 */
	private boolean idle() {
		if (System.nanoTime() - this.storedAt > IDLE_INTERVAL.toNanos()) {
			compare();
		}
		return false;
	}

	private boolean compare() {
		this.storedAt = System.nanoTime();
		Position last = this.store.lastPosition(this.applied);
		if (last.isAfter(this.stored) && advanceOverUnhandled(last)) {
			this.stored = last;
			moveTo(this.applied);
		}
		else {
			reload();
		}
		return true;
	}

	// nothing has been applied before the first look has told the incarnation
	private boolean advanceOverUnhandled(Position last) {
		return this.incarnation != null
				&& this.checkpoints.advance(this.definition.key(), this.stored, last, this.incarnation, () -> {
				});
	}

	private void moveTo(Position position) {
		startAt(position);
		if (this.singly == 0) {
			this.outage.over(position);
		}
	}

	/**
	 * Takes the position as the one to continue from; whether that succeeds is not known
	 * yet.
	 */
	private void startAt(Position position) {
		this.applied = position;
		this.failures = 0;
		this.transientFailures = 0;
		this.lostRace = null;
		this.held.moved();
		this.progress.moved(this.stored, position, this.incarnation);
	}

	private boolean attempt(Step step) throws InterruptedException {
		try {
			return step.run();
		}
		catch (Throwable ex) {
			// also what is checked: a store may throw that too
			if (this.progress.isActive()) {
				failed(ex);
			}
			else if (logger.isDebugEnabled()) {
				logger.debug("Projection {} failed while it was being stopped: {}", this.definition.key(),
						FailureDescription.of(ex));
			}
			return false;
		}
	}

	private void failed(Throwable failure) throws InterruptedException {
		this.settled = null;
		Throwable cause = (failure instanceof BatchFailure batch) ? batch.reason() : failure;
		if (isLostRace(cause)) {
			takeSingly(failure);
			logger.debug("Projection {} met another writer beyond position {} and tries again", this.definition.key(),
					this.applied);
		}
		else if (TransientFailures.isTooLarge(cause) && this.batchSize.halveForGood()) {
			this.outage.failed(this.applied, cause);
		}
		else if (TransientFailures.isTransient(cause)) {
			this.batchSize.halve();
			this.transientFailures++;
			if (this.transientFailures > this.settings.maxRetries()) {
				// it may be the size of the batch that is too much
				takeSingly(failure);
			}
			retryLater(cause, this.transientFailures);
		}
		else if (takeSingly(failure)) {
			this.outage.failed(this.applied, cause);
		}
		else if (this.failures < this.settings.maxRetries()) {
			this.failures++;
			retryLater(cause, this.failures);
		}
		else {
			block(failure, cause);
		}
	}

	/**
	 * Whether a handler that issues commands met another writer, so that nothing is
	 * wrong: the next attempt sees what that one has written. A handler that meets the
	 * same conflict again expects what never comes.
	 */
	private boolean isLostRace(Throwable cause) {
		VersionConflictException conflict = TransientFailures.conflictIn(cause);
		VersionConflictException before = this.lostRace;
		this.lostRace = conflict;
		return conflict != null && (before == null || !conflict.stream().equals(before.stream())
				|| !conflict.expected().equals(before.expected()));
	}

	/**
	 * Has the events of a batch repeated one by one.
	 * @return whether there were several
	 */
	private boolean takeSingly(Throwable failure) {
		boolean several = failure instanceof BatchFailure batch && batch.size() > 1;
		this.singly = several ? ((BatchFailure) failure).size() : this.singly;
		return several;
	}

	private void retryLater(Throwable cause, int retry) throws InterruptedException {
		Duration delay = this.settings.delayBefore(retry);
		this.outage.failed(this.applied, cause);
		this.progress.retrying(cause);
		this.progress.awaitInactive(delay);
	}

	private void block(Throwable failure, Throwable cause) throws InterruptedException {
		Object where = (failure instanceof BatchFailure batch) ? batch.first()
				: "reading after position " + this.applied;
		this.progress.blocked(cause);
		logger.error(
				"Projection {} is blocked: {} failed {} times: {}. Nothing is applied until the cause is fixed and the projection is resumed, rebuilt or restarted.",
				this.definition.key(), where, this.failures + 1, FailureDescription.of(cause),
				FailureDescription.trace(cause));
		while (!this.progress.awaitResumed(BLOCKED_INTERVAL) && !isPastElsewhere()) {
			// it stays blocked
		}
		this.failures = 0;
	}

	/**
	 * Another node may be resumed, or rebuild the projection, and get past what failed
	 * here.
	 */
	private boolean isPastElsewhere() {
		try {
			return reload();
		}
		catch (Throwable ex) {
			logger.debug("Projection {} cannot look for its checkpoint", this.definition.key());
			return false;
		}
	}

	private interface Step {

		boolean run();

	}

	/**
	 * A batch whose transaction was rolled back.
	 */
	private static final class BatchFailure extends SourceryException {

		private static final long serialVersionUID = 1L;

		private final transient RecordedEvent<?> first;

		private final int size;

		private final Throwable reason;

		// not the events: a batch that is too much for the memory must go
		BatchFailure(RecordedEvent<?> first, int size, Throwable reason) {
			super("A batch failed", reason);
			this.first = first;
			this.size = size;
			this.reason = (reason instanceof UndeclaredThrowableException wrapper) ? wrapper.getUndeclaredThrowable()
					: reason;
		}

		RecordedEvent<?> first() {
			return this.first;
		}

		int size() {
			return this.size;
		}

		Throwable reason() {
			return this.reason;
		}

	}

}
