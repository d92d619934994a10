/**
 * The event store: its contract, and an in-memory store for tests.
 */
@NullMarked
package dev.sourcery.store;

import org.jspecify.annotations.NullMarked;
