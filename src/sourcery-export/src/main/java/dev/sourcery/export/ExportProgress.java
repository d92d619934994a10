package dev.sourcery.export;

import java.time.Duration;

/**
 * The progress of an export or import.
 *
 * @since 0.1
 * @param events the number of events so far, including those of earlier runs
 * @param totalEvents the total number of events; an estimate until the end
 * @param fraction the completed fraction of the work, from 0 to 1; 1 is reported once, at
 * the end
 * @param eventsPerSecond the rate of this run
 * @param remaining the estimated remaining time at this rate
 */
public record ExportProgress(long events, long totalEvents, double fraction, double eventsPerSecond,
		Duration remaining) {

}
