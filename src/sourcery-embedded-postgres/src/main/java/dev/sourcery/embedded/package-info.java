/**
 * The default database of an application that configured none: an embedded PostgreSQL
 * that keeps its data in a directory.
 */
@NullMarked
package dev.sourcery.embedded;

import org.jspecify.annotations.NullMarked;
