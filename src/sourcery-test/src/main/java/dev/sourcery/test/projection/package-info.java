/**
 * Tests of projections, against a real database or in memory.
 */
@NullMarked
package dev.sourcery.test.projection;

import org.jspecify.annotations.NullMarked;
