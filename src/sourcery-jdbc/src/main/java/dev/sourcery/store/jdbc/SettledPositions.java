package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.jdbc.SampleQueries.Drawn;
import dev.sourcery.store.jdbc.SampleQueries.Locks;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds the settled position without making anybody wait.
 * <p>
 * An append takes its lock on the events table before it draws a position from the
 * sequence, and PostgreSQL releases the lock only when the transaction has ended and its
 * outcome is visible. So if the sequence stands at {@code h}, and <em>after that</em> the
 * transactions that hold the lock are listed, then every position up to {@code h} belongs
 * either to one of these transactions or to one that has ended: once all listed ones are
 * gone, nothing can appear at or below {@code h} any more. Thread-safe.
 */
final class SettledPositions {

	private static final int MAX_SAMPLES = 256;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

	private final JdbcTemplate jdbc;

	private final EventSequence sequence;

	private final SampleQueries queries;

	private final Epochs epochs;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private Position settled = Position.START;

	private Position last = Position.START;

	private Set<String> present = Set.of();

	private long advancedAt = System.nanoTime();

	private @Nullable ServerIncarnation incarnation;

	private boolean informed;

	SettledPositions(JdbcTemplate jdbc, SchemaName schema, Epochs epochs) {
		this.jdbc = jdbc;
		this.sequence = new EventSequence(schema);
		this.queries = new SampleQueries(schema);
		this.epochs = epochs;
	}

	/**
	 * Takes a new sample and settles what can be settled.
	 */
	SettledPosition look() {
		// Looks follow each other, and only who has a connection waits for another's look
		// to end: else somebody in a transaction could wait for one who waits in vain for
		// a connection.
		return lookAndTell().found();
	}

	private Look lookAndTell() {
		return Objects.requireNonNull(this.jdbc.execute(this::sampleAndSettle));
	}

	private synchronized Look sampleAndSettle(Connection connection) throws SQLException {
		Drawn drawn = draw(connection);
		if (this.informed && this.samples.isEmpty() && this.settled.equals(this.last)) {
			// nothing was drawn since everything was settled
			return new Look(new SettledPosition(this.settled, drawn.incarnation()), true);
		}
		Locks locks = this.queries.locks(connection);
		if (!locks.incarnation().equals(drawn.incarnation())) {
			forget();
			return new Look(new SettledPosition(Position.START, locks.incarnation()), false);
		}
		this.present = locks.holders();
		Position before = this.settled;
		settle(new Sample(this.last, locks.holders()));
		if (!before.equals(this.settled) || !this.last.isAfter(this.settled)) {
			this.advancedAt = System.nanoTime();
		}
		return new Look(new SettledPosition(this.settled, drawn.incarnation()), this.informed);
	}

	/**
	 * Reads where the sequence stands. Where another history may have begun, it must not
	 * be behind the events, and what is remembered is void.
	 */
	private Drawn draw(Connection connection) throws SQLException {
		Drawn drawn = this.queries.sequence(connection);
		if (!drawn.incarnation().equals(this.incarnation) || this.last.isAfter(drawn.last())) {
			forget();
			this.sequence.requireAhead(connection);
			this.epochs.detect(connection);
			drawn = this.queries.sequence(connection);
			this.incarnation = drawn.incarnation();
		}
		this.last = drawn.last();
		this.epochs.drawn(connection, this.last);
		if (this.last.equals(Position.START)) {
			// nothing has ever been drawn
			this.informed = true;
		}
		return drawn;
	}

	/**
	 * As {@link #look()}, and tells what it is that keeps the settled position from
	 * advancing.
	 */
	Unsettled lookForHolders() {
		return Objects.requireNonNull(this.jdbc.execute((Connection connection) -> {
			synchronized (this) {
				SettledPosition found = sampleAndSettle(connection).found();
				return new Unsettled(found.position(), this.last, holders(),
						Duration.ofNanos(System.nanoTime() - this.advancedAt));
			}
		}));
	}

	/**
	 * Those whom the oldest sample waits for, because the settled position advances to it
	 * first, and those who keep everything from settling.
	 */
	private Set<String> holders() {
		Set<String> holders = new HashSet<>();
		if (this.last.isAfter(this.settled)) {
			this.present.stream().filter(SettledPositions::isRenamed).forEach(holders::add);
			this.samples.stream()
				.filter((sample) -> sample.last().isAfter(this.settled))
				.findFirst()
				.ifPresent((oldest) -> holders.addAll(oldest.holders()));
		}
		return holders;
	}

	/**
	 * As {@link #look()}; if nothing is known yet, waits for a while, so that a single
	 * reader on a busy store does not find it empty.
	 * @throws UnknownSettledPositionException if nothing is known after that
	 */
	SettledPosition lookPatiently() {
		long until = System.nanoTime() + PATIENCE.toNanos();
		Duration pause = Duration.ofMillis(1);
		Look look = lookAndTell();
		while (!look.informed()) {
			if (System.nanoTime() > until) {
				throw new UnknownSettledPositionException(Reason.OPEN_APPENDS);
			}
			LockSupport.parkNanos(pause.toNanos());
			pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
			look = lookAndTell();
		}
		return look.found();
	}

	/**
	 * The server may have been restarted: transaction ids begin again, and the sequence
	 * may have lost positions.
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
		// while a holder has got another name, it is not known whether those that are
		// gone are really gone
		if (now.holders().stream().anyMatch(SettledPositions::isRenamed)) {
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
	 * A transaction that is prepared keeps its name. Only PostgreSQL 14.0 gives it
	 * another one, and so does a restart of the server.
	 */
	private static boolean isRenamed(String holder) {
		return holder.startsWith("-1/");
	}

	private void addSample(Sample now) {
		Sample newest = this.samples.peekLast();
		if (newest != null && newest.last().equals(now.last())) {
			// it waits for fewer holders than the new one
			return;
		}
		if (this.samples.size() >= MAX_SAMPLES) {
			thinOut();
		}
		this.samples.addLast(new Sample(now.last(), new HashSet<>(now.holders())));
	}

	// while one transaction stays open for long nothing settles; keep samples far apart
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
	 * What could not be settled.
	 *
	 * @param settled the settled position
	 * @param last where the sequence stands
	 * @param holders the transactions that must end before the settled position can
	 * advance, none if nothing is held back
	 * @param stood how long the settled position has not advanced as far as this node has
	 * looked
	 */
	record Unsettled(Position settled, Position last, Set<String> holders, Duration stood) {

	}

	/**
	 * What was seen at one look.
	 *
	 * @param last where the sequence stood
	 * @param holders who held the lock on the events table after that
	 */
	private record Sample(Position last, Set<String> holders) {

	}

	/**
	 * What a look has found. Of one moment: another thread's look may inform this node
	 * just after it.
	 *
	 * @param found the settled position
	 * @param informed whether anything was known
	 */
	private record Look(SettledPosition found, boolean informed) {

	}

}
