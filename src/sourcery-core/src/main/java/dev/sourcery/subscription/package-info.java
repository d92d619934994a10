/**
 * The runtime of all subscriptions, which follow the events with a checkpoint.
 */
@NullMarked
package dev.sourcery.subscription;

import org.jspecify.annotations.NullMarked;
