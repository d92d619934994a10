/**
 * Classifies and describes failures, and delays retries; internal.
 */
@NullMarked
package dev.sourcery.failure;

import org.jspecify.annotations.NullMarked;
