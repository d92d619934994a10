/**
 * Support for projections whose read models are tables of PostgreSQL.
 */
@NullMarked
package dev.sourcery.projection.jdbc;

import org.jspecify.annotations.NullMarked;
