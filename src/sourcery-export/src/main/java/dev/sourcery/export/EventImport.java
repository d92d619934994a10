package dev.sourcery.export;

import java.nio.file.Path;

import javax.sql.DataSource;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.jdbc.AppendSettings;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Imports the events of a file into the store, which may be empty or not, in the order of
 * the file and after the events of the store. Ids, streams, versions, types, times,
 * metadata and payloads are preserved; positions are new, so that readers of the store
 * find the events like all others.
 * <p>
 * Events are stored in chunks, each in a transaction. An interrupted import can be
 * continued by starting it again: events that are stored already are recognized by their
 * ids. Concurrent imports alternate chunk by chunk, and a file that is imported twice
 * concurrently is stored once. Thread-safe; must not be called within a transaction.
 * <p>
 * Asynchronous projections handle imported events like any others. Those that issue
 * commands must not run on any node during the import: they would respond to events whose
 * responses follow later in the file. In-transaction projections do not handle imported
 * events.
 *
 * @since 0.1
 */
public final class EventImport {

	private static final int CHUNK = 10_000;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	private final ExportProgressListener listener;

	private final boolean complete;

	private final long maxEventSize;

	/**
	 * Creates an import of complete files, without a progress listener.
	 * @param dataSource the database of the store
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public EventImport(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this(new JdbcTemplate(dataSource), new TransactionTemplate(transactionManager), new SchemaName(schema),
				(progress) -> {
				}, true, AppendSettings.standard().maxEventSize());
	}

	private EventImport(JdbcTemplate jdbc, TransactionTemplate transaction, SchemaName schema,
			ExportProgressListener listener, boolean complete, long maxEventSize) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.listener = listener;
		this.complete = complete;
		this.maxEventSize = maxEventSize;
	}

	/**
	 * Returns a copy of this import with a listener.
	 * @param progressListener notified of the progress after each chunk
	 * @return the copy
	 */
	public EventImport reportingTo(ExportProgressListener progressListener) {
		return new EventImport(this.jdbc, this.transaction, this.schema, progressListener, this.complete,
				this.maxEventSize);
	}

	/**
	 * Returns a copy of this import that also accepts files without a footer: it imports
	 * all complete lines of a file that was truncated, or of a file in the same format
	 * that is not an export.
	 * @return the copy
	 */
	public EventImport acceptingIncompleteFiles() {
		return new EventImport(this.jdbc, this.transaction, this.schema, this.listener, false, this.maxEventSize);
	}

	/**
	 * Returns a copy of this import for a store with events of another size.
	 * @param characters maximum length of an event, payload and metadata together, in
	 * characters of JSON; a line that must be longer is refused before it is loaded into
	 * memory
	 * @return the copy
	 */
	public EventImport maxEventSize(long characters) {
		return new EventImport(this.jdbc, this.transaction, this.schema, this.listener, this.complete, characters);
	}

	/**
	 * Imports a file. The file is read twice: the number and the hash of its events are
	 * checked before any event is stored.
	 * @param file the file
	 * @return a report of the import
	 * @throws EventFileException if the file is not complete, was changed, or has a line
	 * that cannot be stored
	 * @throws ImportConflictException if a stream has another event at the version of an
	 * event of the file
	 * @throws StoreDiffersException if an event is in the store, but differs from the
	 * file, or is not in the order of the file
	 * @throws IllegalStateException within a transaction
	 */
	public ImportReport importFrom(Path file) {
		NoTransaction.require();
		ExportProgressMeter meter = new ExportProgressMeter(this.listener, 0, 0);
		try (EventFileReader reader = EventFileReader.open(file, this.maxEventSize)) {
			reader.skipAll();
			reader.requireUnchanged(this.complete);
		}
		try (EventFileReader reader = EventFileReader.open(file, this.maxEventSize)) {
			ImportRun run = new ImportRun(this.jdbc, this.transaction, this.schema, reader);
			for (Chunk chunk = Chunk.read(reader, CHUNK); !chunk.isEmpty(); chunk = Chunk.read(reader, CHUNK)) {
				run.store(chunk);
				meter.progressed(reader.events(), reader.fraction());
			}
			// the file may have been changed in between
			reader.requireUnchanged(this.complete);
			meter.completed(reader.events());
			return new ImportReport(file, reader.events(), run.added(), reader.footerOfEvents().sha256(),
					meter.elapsed());
		}
	}

}
