/**
 * Aggregates: the annotations for application classes, and the compiled form that
 * dispatches to these classes.
 */
@NullMarked
package dev.sourcery.aggregate;

import org.jspecify.annotations.NullMarked;
