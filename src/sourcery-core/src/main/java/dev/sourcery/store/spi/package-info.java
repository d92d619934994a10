/**
 * Support for implementations of event stores: events in their stored form, detection of
 * repeated appends, and listeners.
 */
@NullMarked
package dev.sourcery.store.spi;

import org.jspecify.annotations.NullMarked;
