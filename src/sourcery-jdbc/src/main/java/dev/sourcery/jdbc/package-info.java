/**
 * Internal classes shared by the packages that use the database.
 */
@NullMarked
package dev.sourcery.jdbc;

import org.jspecify.annotations.NullMarked;
