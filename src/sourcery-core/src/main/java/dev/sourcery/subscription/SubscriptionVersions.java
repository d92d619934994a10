package dev.sourcery.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Stores which version of each subscription is live, next to the checkpoints: readers
 * read the tables of the live version, while a greater version is built beside it.
 * Implementations are thread-safe and coordinate several nodes.
 *
 * @since 0.1
 */
public interface SubscriptionVersions {

	/**
	 * Stores a version. If no version of the name is stored, it is live; otherwise the
	 * live version remains.
	 * @param version the version
	 */
	void register(SubscriptionKey version);

	/**
	 * Returns the live versions.
	 * @param names the names of subscriptions
	 * @return the live version of each name of which a version is stored
	 */
	Map<String, Integer> live(Collection<String> names);

	/**
	 * Returns the positions that the lanes of a version have applied, and the live
	 * version, both of one moment.
	 * @param version the version
	 * @param lanes the number of lanes known to the caller; the stored number is decisive
	 * @return the positions and the live version
	 */
	VersionPositions positions(SubscriptionKey version, int lanes);

	/**
	 * Makes a version live, in one transaction, if it has applied all events up to the
	 * settled position and all that the live version has applied, or does so within a
	 * short time in which the live version waits. Of several nodes that call this method,
	 * one makes the version live.
	 * @param takeOver the version and its conditions
	 * @param operation the operation, which is recorded in the same transaction if the
	 * version becomes live
	 * @return the outcome
	 */
	TakeOver.Outcome takeOver(TakeOver takeOver, Operation operation);

	/**
	 * Returns the stored versions of a subscription.
	 * @param name the name
	 * @return the versions, in order
	 */
	List<Integer> stored(String name);

	/**
	 * Removes the checkpoints, the parked events and the owner of a version, and records
	 * the operation, in one transaction.
	 * @param operation the operation, with the version
	 * @throws OperationRefusedException if the version is live, is not stored, or a node
	 * runs it
	 */
	void drop(Operation operation);

	/**
	 * Returns versions that are not shared with other nodes.
	 * @param checkpoints the checkpoints of the versions
	 * @return the versions, for one node
	 */
	static SubscriptionVersions local(Checkpoints checkpoints) {
		return new LocalVersions(checkpoints);
	}

}
