/**
 * Reads at the end of the store: the position up to which events are final, and the
 * transactions that hold events back.
 */
@NullMarked
package dev.sourcery.tail;

import org.jspecify.annotations.NullMarked;
