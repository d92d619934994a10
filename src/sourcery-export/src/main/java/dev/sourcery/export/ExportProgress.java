package dev.sourcery.export;

import java.time.Duration;

/**
 * How far an export or import is.
 *
 * @param events the events so far, those included that were there before
 * @param totalEvents how many there will be; an estimate until the end
 * @param fraction how much of the work is done, from 0 to 1; 1 comes once, at the end
 * @param eventsPerSecond the rate of this run
 * @param remaining how long it will still take at this rate
 */
public record ExportProgress(long events, long totalEvents, double fraction, double eventsPerSecond,
		Duration remaining) {

}
