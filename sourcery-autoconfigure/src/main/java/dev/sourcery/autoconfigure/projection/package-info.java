/**
 * Auto-configuration of projections.
 */
@NullMarked
package dev.sourcery.autoconfigure.projection;

import org.jspecify.annotations.NullMarked;
