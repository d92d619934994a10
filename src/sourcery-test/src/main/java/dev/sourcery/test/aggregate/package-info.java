/**
 * Given/when/then for aggregates, without Spring and without a database.
 */
@NullMarked
package dev.sourcery.test.aggregate;

import org.jspecify.annotations.NullMarked;
