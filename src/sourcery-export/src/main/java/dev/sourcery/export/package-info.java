/**
 * Export of the event store to a file of lines, and import of such a file.
 */
@NullMarked
package dev.sourcery.export;

import org.jspecify.annotations.NullMarked;
