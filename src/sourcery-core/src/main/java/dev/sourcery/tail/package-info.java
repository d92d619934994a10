/**
 * Reading at the end of the store: which events are final, and what holds them back.
 */
@NullMarked
package dev.sourcery.tail;

import org.jspecify.annotations.NullMarked;
