package dev.sourcery.benchmarks;

/**
 * The state of a stream at a version.
 */
record Folded(Balance state, long version) {

}
