package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

import dev.sourcery.event.Position;

/**
 * The report of an export.
 *
 * @since 0.1
 * @param file the file, complete
 * @param events the number of events in the file
 * @param added the number of events that this run has added
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal; equal events in
 * equal order have the same hash in every store
 * @param position the position in this store up to which all events are in the file
 * @param unsettled the number of committed events above this position: they were stored
 * after the export had begun, or a long-running transaction prevents them from being
 * settled. Resume the export to add them.
 * @param duration the duration of this run
 */
public record ExportReport(Path file, long events, long added, String sha256, Position position, long unsettled,
		Duration duration) {

}
