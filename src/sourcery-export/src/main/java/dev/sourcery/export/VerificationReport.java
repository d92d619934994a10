package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A store has been compared with a file: it has all events of the file, the same and in
 * this order.
 *
 * @param file the file
 * @param events how many events it has
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal: in the file,
 * and of what the store has of them
 * @param besides how many settled events the store has that are not in the file
 * @param duration how long the comparison took
 */
public record VerificationReport(Path file, long events, String sha256, long besides, Duration duration) {

}
