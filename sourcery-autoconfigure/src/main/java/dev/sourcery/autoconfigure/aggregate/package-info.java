/**
 * Auto-configuration of aggregates and their repositories.
 */
@NullMarked
package dev.sourcery.autoconfigure.aggregate;

import org.jspecify.annotations.NullMarked;
