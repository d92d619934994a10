/**
 * Failure analyzers that describe startup failures and their remedies.
 */
@NullMarked
package dev.sourcery.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
