package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The report of an import.
 *
 * @since 0.1
 * @param file the file
 * @param events the number of events in the file; all are in the store now
 * @param added the number of events that this run has stored; the others were already in
 * the store
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal
 * @param duration the duration of this run, including the check of the file
 */
public record ImportReport(Path file, long events, long added, String sha256, Duration duration) {

}
