/**
 * Checkpoints on PostgreSQL.
 */
@NullMarked
package dev.sourcery.projection.jdbc;

import org.jspecify.annotations.NullMarked;
