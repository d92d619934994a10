/**
 * Projections: event handlers that keep read models.
 */
@NullMarked
package dev.sourcery.projection;

import org.jspecify.annotations.NullMarked;
