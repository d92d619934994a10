/**
 * The contract of every event store, as tests to be inherited.
 */
@NullMarked
package dev.sourcery.test.store;

import org.jspecify.annotations.NullMarked;
