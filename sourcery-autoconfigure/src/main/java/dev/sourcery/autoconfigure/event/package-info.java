/**
 * Auto-configuration of event types and their JSON.
 */
@NullMarked
package dev.sourcery.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
