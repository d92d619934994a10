/**
 * Load benchmarks: the event store beside plain JDBC written by hand, on the same server
 * and in the same run.
 */
@NullMarked
package dev.sourcery.benchmarks;

import org.jspecify.annotations.NullMarked;
