package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import dev.sourcery.event.Position;
import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.export.PageCopy.Page;
import dev.sourcery.export.StoreDiffersException.Difference;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes all settled events of the store to a file, one line of JSON per event, in the
 * order of the store. Payloads and metadata are written as they are stored; they are not
 * decoded, so events without a class are exported too. Writers are not blocked, nothing
 * is locked, and no snapshot is held for longer than the time to read a page of events.
 * <p>
 * While the file is being written, its name ends with {@code .part}. An interrupted
 * export can be continued with {@link #resume(Path)}. Thread-safe; must not be called
 * within a transaction.
 *
 * @since 0.1
 */
public final class EventExport {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

	private static final int CHUNK = 1000;

	private final EventSource source;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	private final StoredRows storedRows;

	private final PageCopy pageCopy;

	private final ExportProgressListener listener;

	private final long maxEventSize;

	/**
	 * Creates an export without a progress listener.
	 * @param store the store, for its settled position
	 * @param dataSource the database of the store
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public EventExport(EventStore store, DataSource dataSource, PlatformTransactionManager transactionManager,
			String schema) {
		this(EventSource.of(store), new JdbcTemplate(dataSource), new TransactionTemplate(transactionManager),
				new SchemaName(schema), (progress) -> {
				}, AppendSettings.standard().maxEventSize());
	}

	private EventExport(EventSource source, JdbcTemplate jdbc, TransactionTemplate transaction, SchemaName schema,
			ExportProgressListener listener, long maxEventSize) {
		this.source = source;
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.storedRows = new StoredRows(jdbc, schema);
		this.pageCopy = new PageCopy(schema);
		this.listener = listener;
		this.maxEventSize = maxEventSize;
	}

	/**
	 * Returns a copy of this export with a listener.
	 * @param progressListener notified of the progress after each page
	 * @return the copy
	 */
	public EventExport reportingTo(ExportProgressListener progressListener) {
		return new EventExport(this.source, this.jdbc, this.transaction, this.schema, progressListener,
				this.maxEventSize);
	}

	/**
	 * Returns a copy of this export for a store with events of another size.
	 * @param characters maximum length of an event, payload and metadata together, in
	 * characters of JSON; a file with a line that must be longer is refused
	 * @return the copy
	 */
	public EventExport maxEventSize(long characters) {
		return new EventExport(this.source, this.jdbc, this.transaction, this.schema, this.listener, characters);
	}

	/**
	 * Writes a new file. If open transactions prevent committed events from being
	 * settled, the export waits for them for two seconds; the report contains the number
	 * of events that are not in the file.
	 * @param file the file, which must not exist
	 * @return a report of the export
	 * @throws EventFileException if the file exists or cannot be written, or if the
	 * server was restarted or replaced during the export
	 * @throws IllegalStateException if the database is a standby, or within a transaction
	 */
	public ExportReport export(Path file) {
		NoTransaction.require();
		long target = newestPosition();
		ServerIncarnation incarnation = this.source.tail().settledPosition().incarnation();
		try (ExportFile created = ExportFile.create(file, this.source.store().epoch())) {
			return write(file, created, 0, target, incarnation);
		}
	}

	/**
	 * Continues a file: an interrupted or truncated file after its last complete line, a
	 * complete file with the events that have been settled since its export.
	 * @param file the file
	 * @return a report of the export
	 * @throws EventFileException if the file does not exist, if a part other than its end
	 * is damaged, or if the server was restarted or replaced during the export
	 * @throws StoreDiffersException if the last event of the file is not in the store, or
	 * differs from the stored one
	 * @throws IllegalStateException if the database is a standby, or within a transaction
	 */
	public ExportReport resume(Path file) {
		NoTransaction.require();
		long target = newestPosition();
		ServerIncarnation incarnation = this.source.tail().settledPosition().incarnation();
		AtomicLong after = new AtomicLong();
		try (ExportFile reopened = ExportFile.reopen(file, this.source.store().epoch(), this.maxEventSize,
				(last, events) -> after.set(requireSame(last, events)))) {
			return write(file, reopened, after.get(), target, incarnation);
		}
	}

	/**
	 * Returns the position of the last event in a file, and requires that the file was
	 * exported from this store.
	 */
	private long requireSame(NumberedRow last, long events) {
		StoredRows.Found found = this.storedRows.find(new Chunk(List.of(last)), 0);
		if (found.events() == 0) {
			throw new StoreDiffersException(Difference.MISSING, last);
		}
		if (count("<=", found.lastPosition()) != events) {
			throw new StoreDiffersException(Difference.COUNT, last);
		}
		return found.lastPosition();
	}

	private long count(String comparison, long position) {
		// a scan of the primary key only
		String sql = this.schema.in("select count(*) from {schema}.events where position %s ?".formatted(comparison));
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class, position));
	}

	private ExportReport write(Path name, ExportFile file, long after, long target, ServerIncarnation incarnation) {
		long before = file.events();
		ExportProgressMeter meter = new ExportProgressMeter(this.listener, before, fraction(after, target));
		PageCopy.Size size = new PageCopy.Size();
		Page page = new Page(0, 0, after, after);
		long idleSince = System.nanoTime();
		while (true) {
			page = readPage(name, file, page.last(), target, size.events(), incarnation);
			boolean more = page.events() == size.events();
			if (page.events() > 0) {
				idleSince = System.nanoTime();
				meter.progressed(file.events(), fraction(page.last(), target));
				size.adapt(page);
			}
			if (!more && (page.upTo() >= target || System.nanoTime() - idleSince > PATIENCE)) {
				break;
			}
			if (!more) {
				LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
			}
		}
		long unsettled = count(">", page.upTo());
		Footer footer = file.complete();
		meter.completed(footer.events());
		return new ExportReport(name, footer.events(), footer.events() - before, footer.sha256(),
				new Position(page.upTo()), unsettled, meter.elapsed());
	}

	private static double fraction(long position, long target) {
		return (target > 0) ? Math.min(position / (double) target, 1) : 0;
	}

	/**
	 * Returns the position of the newest committed event. An export without this limit
	 * would not end while events are appended.
	 */
	private long newestPosition() {
		// On a standby the locks of the writers are not visible, so the settled position
		// is not known.
		String sql = this.schema.in("""
				select case when pg_is_in_recovery() then -1 else coalesce(max(position), 0) end
				from {schema}.events
				""");
		long newest = Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class));
		if (newest < 0) {
			throw new IllegalStateException(
					"A standby cannot be exported, because the settled position is not known there. Export the primary, or restore a backup and export that.");
		}
		return newest;
	}

	/**
	 * Reads a page in a separate transaction. The settled position is determined again in
	 * this transaction, on the same connection: a crash may have lost events that were
	 * settled before, including some that are in the file.
	 */
	private Page readPage(Path name, ExportFile file, long after, long target, int events,
			ServerIncarnation incarnation) {
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			// each statement must see all commits before it, regardless of the default
			// isolation level
			this.jdbc.execute("set transaction isolation level read committed");
			SettledPosition settled = this.source.tail().settledPosition();
			if (!settled.incarnation().equals(incarnation)) {
				throw new EventFileException(name, Problem.INTERRUPTED, null,
						"The database server was restarted or replaced during the export, so events that are in the file may have been lost. Resume the export: that verifies the file first.",
						null);
			}
			long upTo = Math.min(settled.position().value(), target);
			return Objects.requireNonNull(this.jdbc.execute((ConnectionCallback<Page>) (connection) -> this.pageCopy
				.copy(connection, file, after, upTo, events)));
		}));
	}

	/**
	 * Compares the store with a file: requires that the store has all events of the file,
	 * unchanged and in the same order.
	 * @param file the file
	 * @return a report of the comparison
	 * @throws StoreDiffersException if an event is missing, different or at another place
	 * @throws EventFileException if the file is not complete, or was changed
	 * @throws IllegalStateException within a transaction
	 */
	public VerificationReport verify(Path file) {
		NoTransaction.require();
		ExportProgressMeter meter = new ExportProgressMeter(this.listener, 0, 0);
		try (EventFileReader reader = EventFileReader.open(file, this.maxEventSize)) {
			long last = 0;
			for (Chunk chunk = Chunk.read(reader, CHUNK); !chunk.isEmpty(); chunk = Chunk.read(reader, CHUNK)) {
				StoredRows.Found found = this.storedRows.find(chunk, last);
				if (found.events() < chunk.size()) {
					throw new StoreDiffersException(Difference.MISSING, chunk.get(found.events()));
				}
				last = found.lastPosition();
				meter.progressed(reader.events(), reader.fraction());
			}
			reader.requireUnchanged(true);
			long settled = count("<=", this.source.tail().settledPosition().position().value());
			meter.completed(reader.events());
			return new VerificationReport(file, reader.events(), reader.footerOfEvents().sha256(),
					Math.max(settled - reader.events(), 0), meter.elapsed());
		}
	}

}
