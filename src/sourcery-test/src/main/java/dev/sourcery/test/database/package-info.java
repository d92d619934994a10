/**
 * Real PostgreSQL databases for tests: fresh ones in milliseconds, on an embedded server,
 * in a container or on a server of your own.
 */
@NullMarked
package dev.sourcery.test.database;

import org.jspecify.annotations.NullMarked;
