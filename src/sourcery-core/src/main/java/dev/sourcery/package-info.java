/**
 * The classes shared by all of sourcery: the root of its exceptions.
 */
@NullMarked
package dev.sourcery;

import org.jspecify.annotations.NullMarked;
