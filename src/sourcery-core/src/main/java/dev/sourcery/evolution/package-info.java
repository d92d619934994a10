/**
 * Evolution of stored events: upcasters, retired types, and types that are unknown.
 */
@NullMarked
package dev.sourcery.evolution;

import org.jspecify.annotations.NullMarked;
