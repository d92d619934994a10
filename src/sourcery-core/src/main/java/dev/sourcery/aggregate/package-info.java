/**
 * Aggregates: the annotations a user writes and the compiled form that dispatches to
 * them.
 */
@NullMarked
package dev.sourcery.aggregate;

import org.jspecify.annotations.NullMarked;
