/**
 * Classifies and describes failures; internal.
 */
@NullMarked
package dev.sourcery.failure;

import org.jspecify.annotations.NullMarked;
