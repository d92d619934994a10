package dev.sourcery.repository;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.aggregate.UnhandledCommandException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.VersionConflictException;

/**
 * The aggregates of one class: runs commands on them and reads them, now and in the past.
 * <p>
 * Within a caller's transaction, writes belong to that transaction and a version conflict
 * surfaces at once: the transaction is to be rolled back. Without one, each write is
 * durable when the method returns, and a conflict is answered by loading and deciding
 * anew, as often as the {@link ConflictRetry} allows. Whatever a command handler throws
 * reaches the caller as it is and is never retried. Thread-safe.
 *
 * @param <A> the aggregate class
 * @param <ID> type of its ids: {@link String}, {@link java.util.UUID}, a number, a record
 * of one such value, or what the {@link IdFormat} in use knows
 */
public interface Repository<A, ID> {

	/**
	 * Creates an aggregate. Reads nothing first.
	 * @param id the new id
	 * @param command a command that a static handler of the aggregate takes
	 * @return the new state and the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnhandledCommandException if no static handler takes the command
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 * @throws CommandIdReusedException if the command id in use stands for another
	 * command
	 */
	Change<A> create(ID id, Object command);

	/**
	 * Creates an aggregate from events decided on outside.
	 * @param id the new id
	 * @param decision returns the events, in any of the forms of {@link Decision}
	 * @return the new state and the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 * @throws CommandIdReusedException if the command id in use stands for another
	 * command
	 */
	Change<A> create(ID id, Supplier<?> decision);

	/**
	 * Runs a command on an existing aggregate.
	 * @param id its id
	 * @param command a command that an instance handler of the aggregate takes
	 * @return the new state and the commit; without events if the handler returned none
	 * @throws AggregateNotFoundException if there is no such aggregate
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnhandledCommandException if no instance handler takes the command
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 * @throws CommandIdReusedException if the command id in use stands for another
	 * command
	 */
	Change<A> update(ID id, Object command);

	/**
	 * Runs a decision on an existing aggregate.
	 * @param id its id
	 * @param decision decides on the current state
	 * @return the new state and the commit; without events if the decision returned none
	 * @throws AggregateNotFoundException if there is no such aggregate
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 * @throws CommandIdReusedException if the command id in use stands for another
	 * command
	 */
	Change<A> update(ID id, Decision<A> decision);

	/**
	 * Runs a command on an aggregate if it exists, creates it with the command if not.
	 * @param id its id
	 * @param command a command that both a static and an instance handler take
	 * @return the new state and the commit; without events if the handler returned none
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnhandledCommandException if the handler that is needed is missing
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 * @throws CommandIdReusedException if the command id in use stands for another
	 * command
	 */
	Change<A> upsert(ID id, Object command);

	/**
	 * Finds an aggregate in its current state.
	 * @param id its id
	 * @return the aggregate, empty if there is none
	 */
	Optional<Versioned<A>> find(ID id);

	/**
	 * Loads an aggregate in its current state.
	 * @param id its id
	 * @return the aggregate
	 * @throws AggregateNotFoundException if there is none
	 */
	Versioned<A> load(ID id);

	/**
	 * Finds an aggregate as it was at a version.
	 * @param id its id
	 * @param version the version, from 1
	 * @return the aggregate, empty if it never had this version
	 */
	Optional<Versioned<A>> atVersion(ID id, long version);

	/**
	 * Finds an aggregate as it was at an instant.
	 * @param id its id
	 * @param instant the instant; events recorded at it count
	 * @return the aggregate, empty if it did not exist then
	 */
	Optional<Versioned<A>> asOf(ID id, Instant instant);

	/**
	 * The events of an aggregate, oldest first, read lazily.
	 * @param id its id
	 * @return the events; none if there is no such aggregate
	 */
	Stream<RecordedEvent<?>> history(ID id);

	/**
	 * The same repository, demanding that an aggregate to be updated is at a version the
	 * caller knows, as {@code If-Match} does. A conflict is not retried then, and
	 * creating is refused with an {@link IllegalStateException}.
	 * @param version the version, from 1
	 * @return a view of this repository
	 */
	Repository<A, ID> expecting(long version);

	/**
	 * The same repository, storing events with metadata.
	 * @param metadata who, why, trace
	 * @return a view of this repository
	 */
	Repository<A, ID> with(Metadata metadata);

	/**
	 * The same repository for one command, named by an idempotency key: if the command
	 * has stored events on the aggregate before, running it again decides nothing and
	 * returns the first commit with the state at that version. The events' causation id
	 * is the command id, unless the metadata has one. A command that stored nothing
	 * leaves no trace: running it again decides again.
	 * <p>
	 * Another command under the same id is refused with a
	 * {@link CommandIdReusedException}: a fingerprint of the command's class and content
	 * is kept in the metadata of its events, under {@link CommandFingerprints#ENTRY}. A
	 * decision that is given as a lambda has no content to compare; use
	 * {@link #with(CommandId, Object)} for it. Each aggregate has command ids of its own.
	 * @param commandId names the command
	 * @return a view of this repository
	 */
	Repository<A, ID> with(CommandId commandId);

	/**
	 * As {@link #with(CommandId)}, for a command whose content is not the command object:
	 * a decision given as a lambda, or a command object with parts that differ each time.
	 * @param commandId names the command
	 * @param content an object that Jackson can write; a repetition has equal content
	 * @return a view of this repository
	 */
	Repository<A, ID> with(CommandId commandId, Object content);

}
