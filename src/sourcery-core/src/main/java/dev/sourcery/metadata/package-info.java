/**
 * The metadata of events: actor, cause and trace.
 */
@NullMarked
package dev.sourcery.metadata;

import org.jspecify.annotations.NullMarked;
