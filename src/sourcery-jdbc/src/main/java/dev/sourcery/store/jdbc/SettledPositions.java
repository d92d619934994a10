package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.Position;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.ServerIncarnation;
import dev.sourcery.store.SettledPosition;
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

	private static final Duration PATIENCE = Duration.ofMillis(50);

	private final JdbcTemplate jdbc;

	private final String sql;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private Position settled = Position.START;

	private Position last = Position.START;

	private Set<String> present = Set.of();

	private long advancedAt = System.nanoTime();

	private @Nullable ServerIncarnation incarnation;

	private boolean lookedSuccessfully;

	SettledPositions(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		// Two statements in one round trip, and in this order: the sequence must be read
		// before the locks. A sequence that was never called has settled nothing. The
		// view of locks knows a transaction by its virtual id, a prepared one of before a
		// restart by "-1/" and its id. Whatever the writers hold is seen, whichever
		// partition or tablespace the rows go to, because the lock is on the table
		// itself.
		this.sql = schema.in("""
				select case when is_called then last_value else 0 end as last
				from {schema}.event_position;
				select server.incarnation, held.virtualtransaction
				from (select %s as incarnation) server
				left join pg_locks held
				    on held.locktype = 'relation'
				    and held.relation = '{schema}.events'::regclass
				    and held.database = (select oid from pg_database where datname = current_database())
				    and held.mode = 'RowExclusiveLock'
				    and held.granted
				""").formatted(IncarnationSql.in(schema));
	}

	/**
	 * Takes a new sample and settles what can be settled.
	 */
	SettledPosition look() {
		// Looks follow each other, and only who has a connection waits for another's look
		// to end: else somebody in a transaction could wait for one who waits in vain for
		// a connection.
		return Objects.requireNonNull(this.jdbc.execute(this::sampleAndSettle));
	}

	private synchronized SettledPosition sampleAndSettle(Connection connection) throws SQLException {
		Sample sample = sample(connection);
		if (!sample.incarnation().equals(this.incarnation) || this.last.isAfter(sample.last())) {
			forget(sample.incarnation());
		}
		this.last = sample.last();
		this.present = sample.holders();
		Position before = this.settled;
		settle(sample);
		if (!before.equals(this.settled) || !this.last.isAfter(this.settled)) {
			this.advancedAt = System.nanoTime();
		}
		return new SettledPosition(this.settled, sample.incarnation());
	}

	/**
	 * As {@link #look()}, and tells what it is that keeps the settled position from
	 * advancing.
	 */
	Unsettled lookForHolders() {
		return Objects.requireNonNull(this.jdbc.execute((Connection connection) -> {
			synchronized (this) {
				SettledPosition found = sampleAndSettle(connection);
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
	 * As {@link #look()}; if nothing is known yet, tries for a moment to find out, so
	 * that a single reader on a busy store does not find it empty.
	 */
	SettledPosition lookPatiently() {
		long until = System.nanoTime() + PATIENCE.toNanos();
		SettledPosition found = look();
		while (!isInformed() && System.nanoTime() < until) {
			LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
			found = look();
		}
		return found;
	}

	private synchronized boolean isInformed() {
		return this.lookedSuccessfully;
	}

	private Sample sample(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(this.sql);
			long last = readLast(statement);
			statement.getMoreResults();
			return readHolders(statement, last);
		}
	}

	private static long readLast(Statement statement) throws SQLException {
		try (ResultSet rows = statement.getResultSet()) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private static Sample readHolders(Statement statement, long last) throws SQLException {
		Set<String> holders = new HashSet<>();
		try (ResultSet rows = statement.getResultSet()) {
			String incarnation = "";
			while (rows.next()) {
				incarnation = rows.getString(1);
				String holder = rows.getString(2);
				if (holder != null) {
					holders.add(holder);
				}
			}
			return new Sample(new Position(last), holders, new ServerIncarnation(incarnation));
		}
	}

	/**
	 * The server has been restarted: transaction ids begin anew, and the sequence may
	 * have lost positions that no stored event has.
	 */
	private void forget(ServerIncarnation found) {
		this.incarnation = found;
		this.samples.clear();
		this.settled = Position.START;
		this.advancedAt = System.nanoTime();
		this.lookedSuccessfully = false;
	}

	private void settle(Sample now) {
		this.samples.forEach((sample) -> sample.holders().retainAll(now.holders()));
		addSample(now);
		// while a holder has got another name, it is not known whether those that are
		// gone
		// are really gone
		if (now.holders().stream().anyMatch(SettledPositions::isRenamed)) {
			return;
		}
		for (Iterator<Sample> oldestFirst = this.samples.iterator(); oldestFirst.hasNext();) {
			Sample sample = oldestFirst.next();
			if (sample.holders().isEmpty()) {
				this.lookedSuccessfully = true;
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
		this.samples.addLast(new Sample(now.last(), new HashSet<>(now.holders()), now.incarnation()));
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
	 * @param incarnation the incarnation of the server
	 */
	private record Sample(Position last, Set<String> holders, ServerIncarnation incarnation) {

	}

}
