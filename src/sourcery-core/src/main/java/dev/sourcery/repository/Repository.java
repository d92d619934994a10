package dev.sourcery.repository;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.ApplyFailedException;
import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.aggregate.UnhandledCommandException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.snapshot.InvalidSnapshotException;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.VersionConflictException;

/**
 * A repository of the aggregates of one class: runs commands on them and reads their
 * current and past states.
 * <p>
 * Within a caller's transaction, writes belong to that transaction and a version conflict
 * is thrown immediately: the transaction must be rolled back. Without one, each write is
 * durable when the method returns, and after a conflict the repository loads and decides
 * again, as often as the {@link ConflictRetry} allows. Exceptions of command handlers are
 * thrown to the caller unchanged and never retried. Thread-safe.
 *
 * @since 0.1
 * @param <A> the aggregate class
 * @param <ID> the type of its ids: {@link String}, {@link java.util.UUID}, a number, a
 * record of one such value, or another type that the {@link IdFormat} in use supports
 */
public interface Repository<A, ID> {

	/**
	 * Creates an aggregate, without reading its stream first.
	 * @param id the new id
	 * @param command a command with a static handler in the aggregate
	 * @return the new state and the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnhandledCommandException if no static handler accepts the command
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 * @throws RecursiveCommandException if a decision on the same aggregate runs on this
	 * thread
	 * @throws CommandIdReusedException if the command id in use belongs to another
	 * command
	 */
	Change<A> create(ID id, Object command);

	/**
	 * Creates an aggregate from events of a decision outside of the aggregate.
	 * @param id the new id
	 * @param decision returns the events, in any of the forms of {@link Decision}
	 * @return the new state and the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 * @throws RecursiveCommandException if a decision on the same aggregate runs on this
	 * thread
	 * @throws CommandIdReusedException if the command id in use belongs to another
	 * command
	 */
	Change<A> create(ID id, Supplier<?> decision);

	/**
	 * Runs a command on an existing aggregate.
	 * @param id the id of the aggregate
	 * @param command a command with an instance handler in the aggregate
	 * @return the new state and the commit, which has no events if the handler returned
	 * none
	 * @throws AggregateNotFoundException if the aggregate does not exist or has no state
	 * @throws VersionConflictException if another writer has appended to the stream
	 * concurrently
	 * @throws UnhandledCommandException if no instance handler accepts the command
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 * @throws RecursiveCommandException if a decision on the same aggregate runs on this
	 * thread
	 * @throws CommandIdReusedException if the command id in use belongs to another
	 * command
	 */
	Change<A> update(ID id, Object command);

	/**
	 * Runs a decision on an existing aggregate.
	 * @param id the id of the aggregate
	 * @param decision the decision on the current state
	 * @return the new state and the commit, which has no events if the decision returned
	 * none
	 * @throws AggregateNotFoundException if the aggregate does not exist or has no state
	 * @throws VersionConflictException if another writer has appended to the stream
	 * concurrently
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 * @throws RecursiveCommandException if a decision on the same aggregate runs on this
	 * thread
	 * @throws CommandIdReusedException if the command id in use belongs to another
	 * command
	 */
	Change<A> update(ID id, Decision<A> decision);

	/**
	 * Runs a command on an aggregate if it exists, or creates it with the command if it
	 * does not.
	 * @param id the id of the aggregate
	 * @param command a command with both a static and an instance handler
	 * @return the new state and the commit, which has no events if the handler returned
	 * none
	 * @throws AggregateExistsException if the aggregate exists, but has no state because
	 * all of its events are retired or ignored
	 * @throws VersionConflictException if another writer has appended to the stream
	 * concurrently
	 * @throws UnhandledCommandException if the required handler is missing
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 * @throws RecursiveCommandException if a decision on the same aggregate runs on this
	 * thread
	 * @throws CommandIdReusedException if the command id in use belongs to another
	 * command
	 */
	Change<A> upsert(ID id, Object command);

	/**
	 * Finds an aggregate in its current state.
	 * @param id the id of the aggregate
	 * @return the aggregate, empty if it does not exist, or if all of its events are
	 * retired or ignored, so that it has no state
	 */
	Optional<Versioned<A>> find(ID id);

	/**
	 * Loads an aggregate in its current state.
	 * @param id the id of the aggregate
	 * @return the aggregate
	 * @throws AggregateNotFoundException if it does not exist or has no state
	 */
	Versioned<A> load(ID id);

	/**
	 * Finds an aggregate in its state at a version.
	 * @param id the id of the aggregate
	 * @param version the version, from 1
	 * @return the aggregate, empty if it has never had this version
	 */
	Optional<Versioned<A>> atVersion(ID id, long version);

	/**
	 * Finds an aggregate in its state at an instant.
	 * @param id the id of the aggregate
	 * @param instant the instant; events recorded at this instant are included
	 * @return the aggregate, empty if it did not exist at that time
	 */
	Optional<Versioned<A>> asOf(ID id, Instant instant);

	/**
	 * Finds an aggregate in its state at a position of the store.
	 * @param id the id of the aggregate
	 * @param position the position; the event at this position is included
	 * @return the aggregate, empty if it did not exist at that position
	 */
	Optional<Versioned<A>> atPosition(ID id, Position position);

	/**
	 * Compares the states of an aggregate at two versions by their fields, including
	 * private ones.
	 * @param id the id of the aggregate
	 * @param fromVersion the version of the values before; 0 is the absence of a state
	 * @param toVersion the version of the values after; 0 is the absence of a state
	 * @return the difference, empty if the aggregate has never had one of the versions
	 * @throws InvalidSnapshotException if the fields cannot be written as JSON
	 */
	Optional<StateDifference> difference(ID id, long fromVersion, long toVersion);

	/**
	 * Returns the state that an aggregate would have after further events. Nothing is
	 * stored.
	 * @param id the id of the aggregate, which may be new
	 * @param events the events that follow the stored ones
	 * @return the aggregate at the version after these events
	 * @throws AggregateNotFoundException if there is neither a state nor an event
	 * @throws UnappliedEventException if the aggregate has no method for an event
	 * @throws ApplyFailedException if the aggregate cannot apply an event
	 */
	Versioned<A> whatIf(ID id, Object... events);

	/**
	 * Returns a page of the events of an aggregate, oldest first.
	 * @param id the id of the aggregate
	 * @param afterVersion the last version of the previous page, 0 for the first page
	 * @param limit the maximum number of events, at least 1
	 * @return the events; none if there are no further ones
	 */
	List<RecordedEvent<?>> history(ID id, long afterVersion, int limit);

	/**
	 * Returns the events of an aggregate, oldest first, read lazily.
	 * @param id the id of the aggregate
	 * @return the events; none if the aggregate does not exist
	 */
	Stream<RecordedEvent<?>> history(ID id);

	/**
	 * Returns a view of this repository that requires an aggregate to be updated to have
	 * a version known to the caller, as {@code If-Match} does. In this view, conflicts
	 * are not retried, and creating is refused with an {@link IllegalStateException}.
	 * @param version the version, from 1
	 * @return a view of this repository
	 */
	Repository<A, ID> expecting(long version);

	/**
	 * Returns a view of this repository that stores events with metadata.
	 * @param metadata the metadata, such as actor, causation id and correlation id
	 * @return a view of this repository
	 */
	Repository<A, ID> with(Metadata metadata);

	/**
	 * Returns a view of this repository for one command, identified by an idempotency
	 * key: if the command has already stored events on the aggregate, running it again
	 * invokes no decision and returns the first commit with the state at that version.
	 * The causation id of the events is the command id, unless the metadata has one. A
	 * command that stored no events leaves no record: running it again invokes the
	 * decision again.
	 * <p>
	 * Another command under the same id is refused with a
	 * {@link CommandIdReusedException}: a fingerprint of the command's class and content
	 * is stored in the metadata of its events, under {@link CommandFingerprints#ENTRY}. A
	 * decision given as a lambda has no content to compare; use
	 * {@link #with(CommandId, Object)} for it. Command ids are scoped to an aggregate.
	 * @param commandId the id of the command
	 * @return a view of this repository
	 */
	Repository<A, ID> with(CommandId commandId);

	/**
	 * Returns a view as {@link #with(CommandId)} does, for a command whose content is not
	 * the command object: a decision given as a lambda, or a command object with parts
	 * that differ each time.
	 * @param commandId the id of the command
	 * @param content an object that Jackson can write; equal for each repetition of the
	 * command
	 * @return a view of this repository
	 */
	Repository<A, ID> with(CommandId commandId, Object content);

}
