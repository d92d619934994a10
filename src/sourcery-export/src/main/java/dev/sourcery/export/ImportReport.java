package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an import has done.
 *
 * @param file the file
 * @param events how many events it has; all are in the store now
 * @param added how many of them this run has stored; the others were there
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal
 * @param duration how long this run took, the check of the file included
 */
public record ImportReport(Path file, long events, long added, String sha256, Duration duration) {

}
