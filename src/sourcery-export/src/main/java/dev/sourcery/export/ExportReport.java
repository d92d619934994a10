package dev.sourcery.export;

import java.nio.file.Path;
import java.time.Duration;

import dev.sourcery.event.Position;

/**
 * What an export has done.
 *
 * @param file the file, complete
 * @param events how many events it has
 * @param added how many of them this run has added
 * @param sha256 the SHA-256 over the lines of the events, in hexadecimal; equal events in
 * equal order have the same in every store
 * @param position the position in this store up to which all events are in the file
 * @param unsettled how many committed events stand above it: they were stored after the
 * export had begun, or a transaction that is open for long keeps them from being settled.
 * Resume the export to add them.
 * @param duration how long this run took
 */
public record ExportReport(Path file, long events, long added, String sha256, Position position, long unsettled,
		Duration duration) {

}
