/**
 * The runtime of everything that follows the events with a checkpoint.
 */
@NullMarked
package dev.sourcery.subscription;

import org.jspecify.annotations.NullMarked;
