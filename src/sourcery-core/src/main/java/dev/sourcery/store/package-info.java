/**
 * The event store: its interface, queries, commits and exceptions.
 */
@NullMarked
package dev.sourcery.store;

import org.jspecify.annotations.NullMarked;
