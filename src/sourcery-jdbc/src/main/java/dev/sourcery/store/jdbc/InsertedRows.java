package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;

/**
 * The rows returned by an append statement: a row for each stored event, in the order of
 * the appends.
 */
final class InsertedRows {

	/**
	 * The columns that an append statement returns first.
	 */
	static final String COLUMNS = "position, version, recorded_at, event_id";

	private final ResultSet rows;

	private boolean more;

	InsertedRows(ResultSet rows) throws SQLException {
		this.rows = rows;
		this.more = rows.next();
	}

	/**
	 * Returns the outcome of a statement that stores all appends or none.
	 */
	AppendOutcome outcome(List<EncodedAppend> appends) throws SQLException {
		if (!this.more) {
			return new AppendOutcome.ExpectationFailed();
		}
		List<Commit> commits = new ArrayList<>(appends.size());
		for (EncodedAppend append : appends) {
			commits.add(commit(append));
		}
		return new AppendOutcome.Stored(commits);
	}

	/**
	 * Returns the commits of a statement that stores each append independently, empty for
	 * an append that was not stored. Rows are assigned to appends by stream: a refused
	 * append may have an event id in common with an adjacent append that was stored.
	 */
	List<Optional<Commit>> commitsByStream(List<EncodedAppend> appends) throws SQLException {
		List<Optional<Commit>> commits = new ArrayList<>(appends.size());
		for (EncodedAppend append : appends) {
			commits.add((this.more && isOf(append.stream())) ? Optional.of(commit(append)) : Optional.empty());
		}
		if (this.more) {
			throw new IllegalStateException("PostgreSQL returned events of no append of the group");
		}
		return commits;
	}

	private boolean isOf(StreamId stream) throws SQLException {
		return stream.id().equals(this.rows.getString(6)) && stream.aggregateType().equals(this.rows.getString(5));
	}

	private Commit commit(EncodedAppend append) throws SQLException {
		List<RecordedEvent<?>> recorded = new ArrayList<>(append.events().size());
		long version = 0;
		for (EncodedEvent event : append.events()) {
			if (!this.more || !event.event().eventId().equals(this.rows.getObject(4, UUID.class))) {
				throw new IllegalStateException("PostgreSQL returned other events than were inserted");
			}
			version = this.rows.getLong(2);
			recorded.add(recorded(append, event));
			this.more = this.rows.next();
		}
		return new Commit(append.stream(), version, recorded);
	}

	// the event as the caller wrote it: reading it back would cost more than the insert
	private RecordedEvent<?> recorded(EncodedAppend append, EncodedEvent event) throws SQLException {
		return new RecordedEvent<>(event.event().eventId(), event.type(), append.stream(), this.rows.getLong(2),
				new Position(this.rows.getLong(1)), this.rows.getObject(3, OffsetDateTime.class).toInstant(),
				event.event().metadata(), event.event().payload(), event.tags());
	}

}
