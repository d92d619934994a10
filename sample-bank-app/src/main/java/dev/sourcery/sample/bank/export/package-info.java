/**
 * Export and import of all events at start.
 */
@NullMarked
package dev.sourcery.sample.bank.export;

import org.jspecify.annotations.NullMarked;
