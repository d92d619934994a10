/**
 * The default database of an application without a configured database: an embedded
 * PostgreSQL server with its data in a directory.
 */
@NullMarked
package dev.sourcery.embedded;

import org.jspecify.annotations.NullMarked;
