/**
 * Scanning for the annotated classes of an application.
 */
@NullMarked
package dev.sourcery.autoconfigure.scan;

import org.jspecify.annotations.NullMarked;
