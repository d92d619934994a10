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
import dev.sourcery.store.Commit;
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
	 * @return the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnhandledCommandException if no static handler takes the command
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 */
	Commit create(ID id, Object command);

	/**
	 * Creates an aggregate from events decided on outside.
	 * @param id the new id
	 * @param decision returns the events, in any of the forms of {@link Decision}
	 * @return the commit
	 * @throws AggregateExistsException if the aggregate exists
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 */
	Commit create(ID id, Supplier<?> decision);

	/**
	 * Runs a command on an existing aggregate.
	 * @param id its id
	 * @param command a command that an instance handler of the aggregate takes
	 * @return the commit; without events if the handler returned none
	 * @throws AggregateNotFoundException if there is no such aggregate
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnhandledCommandException if no instance handler takes the command
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 */
	Commit update(ID id, Object command);

	/**
	 * Runs a decision on an existing aggregate.
	 * @param id its id
	 * @param decision decides on the current state
	 * @return the commit; without events if the decision returned none
	 * @throws AggregateNotFoundException if there is no such aggregate
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 */
	Commit update(ID id, Decision<A> decision);

	/**
	 * Runs a command on an aggregate if it exists, creates it with the command if not.
	 * @param id its id
	 * @param command a command that both a static and an instance handler take
	 * @return the commit; without events if the handler returned none
	 * @throws VersionConflictException if another writer was faster
	 * @throws UnhandledCommandException if the handler that is needed is missing
	 * @throws UnappliedEventException if the aggregate cannot apply an event
	 */
	Commit upsert(ID id, Object command);

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
	 * returns the first commit. The events' causation id is the command id, unless the
	 * metadata has one. A command that stored nothing leaves no trace and is decided
	 * anew.
	 * @param commandId names the command
	 * @return a view of this repository
	 */
	Repository<A, ID> with(CommandId commandId);

}
