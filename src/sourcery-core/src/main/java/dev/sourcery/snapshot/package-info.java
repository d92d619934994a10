/**
 * Snapshots: stored states of aggregates, from which their events need not be folded
 * again. A snapshot is only ever a cache.
 */
@NullMarked
package dev.sourcery.snapshot;

import org.jspecify.annotations.NullMarked;
