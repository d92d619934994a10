/**
 * Auto-configuration of the event store, its tables and its place in transactions.
 */
@NullMarked
package dev.sourcery.autoconfigure.store;

import org.jspecify.annotations.NullMarked;
