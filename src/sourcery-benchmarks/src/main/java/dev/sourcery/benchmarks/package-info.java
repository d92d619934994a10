/**
 * Load benchmarks: the event store compared with handwritten JDBC, on the same server and
 * in the same run.
 */
@NullMarked
package dev.sourcery.benchmarks;

import org.jspecify.annotations.NullMarked;
