/**
 * Says what keeps an application from starting, and what to do.
 */
@NullMarked
package dev.sourcery.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
