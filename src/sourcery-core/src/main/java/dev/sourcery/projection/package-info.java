/**
 * Projections: event handlers that maintain read models.
 */
@NullMarked
package dev.sourcery.projection;

import org.jspecify.annotations.NullMarked;
