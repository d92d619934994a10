/**
 * Auto-configuration of the event store, its tables and its participation in
 * transactions.
 */
@NullMarked
package dev.sourcery.autoconfigure.store;

import org.jspecify.annotations.NullMarked;
