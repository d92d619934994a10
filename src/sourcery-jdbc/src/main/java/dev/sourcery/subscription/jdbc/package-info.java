/**
 * Checkpoints on PostgreSQL.
 */
@NullMarked
package dev.sourcery.subscription.jdbc;

import org.jspecify.annotations.NullMarked;
