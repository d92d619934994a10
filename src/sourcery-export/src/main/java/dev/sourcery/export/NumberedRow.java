package dev.sourcery.export;

/**
 * An event and the number of its line in a file.
 */
record NumberedRow(long line, EventRow row) {

}
