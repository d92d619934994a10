package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The report of a comparison of a store with a file: the store has all events of the
 * file, unchanged and in the same order.
 *
 * @since 0.1
 * @param file the file
 * @param events the number of events in the file
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal: of the file,
 * and of the same events in the store
 * @param besides the number of settled events in the store that are not in the file
 * @param duration the duration of the comparison
 */
public record VerificationReport(Path file, long events, String sha256, long besides, Duration duration) {

}
