/**
 * Who did what, why, and in which trace.
 */
@NullMarked
package dev.sourcery.metadata;

import org.jspecify.annotations.NullMarked;
