package dev.sourcery.snapshot;

/**
 * Counts of the use of snapshots on this node since its start.
 *
 * @since 0.1
 * @param used loads that began with a snapshot
 * @param missing loads of aggregates without a snapshot
 * @param otherFormat loads that ignored a snapshot of another version or other fields
 * @param unreadable loads that ignored a snapshot which could not be read or continued
 * @param replacedHistory loads that ignored a snapshot whose last event is not stored, as
 * after a restored backup
 * @param written snapshots that were stored
 * @param declined snapshots that were not stored, because a newer one was
 * @param failed snapshots that could not be stored, or were not taken because too many
 * were due
 */
public record SnapshotStatistics(long used, long missing, long otherFormat, long unreadable, long replacedHistory,
		long written, long declined, long failed) {

}
