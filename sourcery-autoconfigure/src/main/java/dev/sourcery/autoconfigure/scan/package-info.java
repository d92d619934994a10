/**
 * Finds the annotated classes of an application, by indexes and a scan.
 */
@NullMarked
package dev.sourcery.autoconfigure.scan;

import org.jspecify.annotations.NullMarked;
