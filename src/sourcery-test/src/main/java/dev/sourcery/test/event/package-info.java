/**
 * Tests of the stored form of events.
 */
@NullMarked
package dev.sourcery.test.event;

import org.jspecify.annotations.NullMarked;
