/**
 * Shared by the packages that use the database; internal.
 */
@NullMarked
package dev.sourcery.jdbc;

import org.jspecify.annotations.NullMarked;
