/**
 * Implementations in memory, for tests.
 */
@NullMarked
package dev.sourcery.memory;

import org.jspecify.annotations.NullMarked;
