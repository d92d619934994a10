/**
 * The event store on PostgreSQL.
 */
@NullMarked
package dev.sourcery.store.jdbc;

import org.jspecify.annotations.NullMarked;
