/**
 * What all of sourcery shares: the root of its exceptions.
 */
@NullMarked
package dev.sourcery;

import org.jspecify.annotations.NullMarked;
