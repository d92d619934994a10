/**
 * Real PostgreSQL databases for tests, created in milliseconds on an embedded server, in
 * a container or on an external server.
 */
@NullMarked
package dev.sourcery.test.database;

import org.jspecify.annotations.NullMarked;
