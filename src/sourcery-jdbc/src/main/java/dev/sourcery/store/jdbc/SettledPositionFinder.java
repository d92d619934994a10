package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.failure.Backoff;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.jdbc.SettledQueries.Drawn;
import dev.sourcery.store.jdbc.SettledQueries.Found;
import dev.sourcery.store.jdbc.SettledQueries.Locks;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Determines the settled position without blocking writers.
 * <p>
 * An append takes its lock on the events table before it draws a position from the
 * sequence, and PostgreSQL releases the lock only when the transaction has ended and its
 * outcome is visible. So if the sequence is at {@code h}, and <em>after that</em> the
 * transactions that hold the lock are listed, then every position up to {@code h} belongs
 * either to one of these transactions or to one that has ended: once all listed
 * transactions have ended, no event can appear at or below {@code h} any more.
 * Thread-safe.
 */
final class SettledPositionFinder {

	private static final int MAX_SAMPLES = 256;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Backoff PAUSES = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

	private final JdbcTemplate jdbc;

	private final EventSequence sequence;

	private final SettledQueries queries;

	private final Epochs epochs;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private Position settled = Position.START;

	private Position last = Position.START;

	private Set<String> present = Set.of();

	private long advancedAt = System.nanoTime();

	private @Nullable ServerIncarnation incarnation;

	private boolean informed;

	SettledPositionFinder(JdbcTemplate jdbc, SchemaName schema, Epochs epochs) {
		this.jdbc = jdbc;
		this.sequence = new EventSequence(schema);
		this.queries = new SettledQueries(schema);
		this.epochs = epochs;
	}

	/**
	 * Takes a new sample and advances the settled position as far as possible.
	 */
	SettledPosition look() {
		// Looks run one after the other, and only a thread that has a connection waits
		// for the look of another thread to end: otherwise a thread in a transaction
		// could wait for a thread that waits for a connection which never becomes
		// available.
		return lookAndTell(null).found();
	}

	/**
	 * Looks as {@link #look()} does, and reads events in the same round trip, if all
	 * earlier samples are settled: otherwise it would read again, at each look, events
	 * that are not settled yet.
	 */
	Look look(NextEvents next) {
		return lookAndTell(next);
	}

	private Look lookAndTell(@Nullable NextEvents next) {
		return Objects.requireNonNull(this.jdbc.execute((Connection connection) -> sampleAndSettle(connection, next)));
	}

	private synchronized Look sampleAndSettle(Connection connection, @Nullable NextEvents next) throws SQLException {
		ServerIncarnation known = this.samples.isEmpty() ? this.incarnation : null;
		Found found = sample(connection, (next != null && known != null) ? next.in(known) : null);
		Drawn drawn = found.drawn();
		if (this.informed && this.samples.isEmpty() && this.settled.equals(this.last)) {
			// no position was drawn since everything was settled
			return new Look(new SettledPosition(this.settled, drawn.incarnation()), true, found.events());
		}
		Locks locks = this.queries.locks(connection, found);
		if (!locks.incarnation().equals(drawn.incarnation())) {
			forget();
			return new Look(new SettledPosition(Position.START, locks.incarnation()), false, null);
		}
		this.present = locks.holders();
		Position before = this.settled;
		settle(new Sample(this.last, locks.holders()));
		if (!before.equals(this.settled) || !this.last.isAfter(this.settled)) {
			this.advancedAt = System.nanoTime();
		}
		return new Look(new SettledPosition(this.settled, drawn.incarnation()), this.informed, found.events());
	}

	/**
	 * Takes a sample. If another history may have begun, the sequence must not be behind
	 * the events, and the recorded samples are discarded.
	 */
	private Found sample(Connection connection, @Nullable NextEvents next) throws SQLException {
		Found found = this.queries.sample(connection, next);
		Drawn drawn = found.drawn();
		if (!drawn.incarnation().equals(this.incarnation) || this.last.isAfter(drawn.last())) {
			forget();
			this.sequence.requireAhead(connection);
			this.epochs.detect(connection);
			found = this.queries.sample(connection, null);
			this.incarnation = found.drawn().incarnation();
		}
		this.last = found.drawn().last();
		this.epochs.drawn(connection, this.last);
		if (this.last.equals(Position.START)) {
			// no position has been drawn yet
			this.informed = true;
		}
		return found;
	}

	/**
	 * Takes a new sample as {@link #look()} does, and returns the transactions that
	 * prevent the settled position from advancing.
	 */
	Unsettled lookForHolders() {
		return Objects.requireNonNull(this.jdbc.execute((Connection connection) -> {
			synchronized (this) {
				SettledPosition found = sampleAndSettle(connection, null).found();
				return new Unsettled(found.position(), this.last, holders(),
						Duration.ofNanos(System.nanoTime() - this.advancedAt));
			}
		}));
	}

	/**
	 * Returns the transactions that the oldest sample waits for, because the settled
	 * position advances to it first, and the transactions that prevent all positions from
	 * being settled.
	 */
	private Set<String> holders() {
		Set<String> holders = new HashSet<>();
		if (this.last.isAfter(this.settled)) {
			this.present.stream().filter(SettledPositionFinder::isRenamed).forEach(holders::add);
			this.samples.stream()
				.filter((sample) -> sample.last().isAfter(this.settled))
				.findFirst()
				.ifPresent((oldest) -> holders.addAll(oldest.holders()));
		}
		return holders;
	}

	/**
	 * Takes a new sample as {@link #look()} does; if the settled position is not known
	 * yet, waits for a short time, so that a single reader does not see a busy store as
	 * empty.
	 * @throws UnknownSettledPositionException if the settled position is not known after
	 * that
	 */
	SettledPosition lookPatiently() {
		long until = System.nanoTime() + PATIENCE.toNanos();
		Look look = lookAndTell(null);
		for (int looks = 1; !look.informed(); looks++) {
			if (System.nanoTime() > until) {
				throw new UnknownSettledPositionException(Reason.OPEN_APPENDS);
			}
			LockSupport.parkNanos(PAUSES.delayBefore(looks).toNanos());
			look = lookAndTell(null);
		}
		return look.found();
	}

	/**
	 * Discards all samples. The server may have been restarted: transaction ids begin
	 * again, and the sequence may have lost positions.
	 */
	private void forget() {
		this.incarnation = null;
		this.samples.clear();
		this.settled = Position.START;
		this.last = Position.START;
		this.advancedAt = System.nanoTime();
		this.informed = false;
	}

	private void settle(Sample now) {
		this.samples.forEach((sample) -> sample.holders().retainAll(now.holders()));
		addSample(now);
		// while a holder has another name than before, a missing holder has not
		// necessarily ended
		if (now.holders().stream().anyMatch(SettledPositionFinder::isRenamed)) {
			return;
		}
		for (Iterator<Sample> oldestFirst = this.samples.iterator(); oldestFirst.hasNext();) {
			Sample sample = oldestFirst.next();
			if (sample.holders().isEmpty()) {
				this.informed = true;
				this.settled = sample.last().isAfter(this.settled) ? sample.last() : this.settled;
				oldestFirst.remove();
			}
		}
	}

	/**
	 * Returns whether a holder has another name than before. A transaction that is
	 * prepared keeps its name. Only PostgreSQL 14.0 and a restart of the server give it
	 * another one.
	 */
	private static boolean isRenamed(String holder) {
		return holder.startsWith("-1/");
	}

	private void addSample(Sample now) {
		Sample newest = this.samples.peekLast();
		if (newest != null && newest.last().equals(now.last())) {
			// the newest sample waits for fewer holders than this one
			return;
		}
		if (this.samples.size() >= MAX_SAMPLES) {
			thinOut();
		}
		this.samples.addLast(new Sample(now.last(), new HashSet<>(now.holders())));
	}

	// while a transaction stays open for long nothing is settled; keep samples far apart
	private void thinOut() {
		boolean drop = false;
		for (Iterator<Sample> iterator = this.samples.iterator(); iterator.hasNext();) {
			iterator.next();
			if (drop) {
				iterator.remove();
			}
			drop = !drop;
		}
	}

	/**
	 * The positions that are not settled, and the transactions that prevent it.
	 *
	 * @param settled the settled position
	 * @param last the last position drawn from the sequence
	 * @param holders the transactions that must end before the settled position can
	 * advance, none if nothing is held back
	 * @param stood the time for which the settled position has not advanced, as observed
	 * by this node
	 */
	record Unsettled(Position settled, Position last, Set<String> holders, Duration stood) {

	}

	/**
	 * The result of one look at the database.
	 *
	 * @param last the last position drawn from the sequence
	 * @param holders the transactions that held the lock on the events table after that
	 */
	private record Sample(Position last, Set<String> holders) {

	}

	/**
	 * The result of a look at one moment: a look of another thread may inform this node
	 * immediately after it.
	 *
	 * @param found the settled position
	 * @param informed whether the settled position was known
	 * @param events events that were read after that, settled or not; {@code null} if
	 * they were not read
	 */
	record Look(SettledPosition found, boolean informed, @Nullable List<StoredEvent> events) {

	}

}
