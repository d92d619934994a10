/**
 * What every event store must do, as tests to be inherited.
 */
@NullMarked
package dev.sourcery.test.store;

import org.jspecify.annotations.NullMarked;
