/**
 * The annotation processor: compile-time checks and the index of the annotated classes.
 */
@NullMarked
package dev.sourcery.processor;

import org.jspecify.annotations.NullMarked;
