/**
 * Finds and invokes annotated methods. Shared by aggregates and projections; not intended
 * for applications.
 */
@NullMarked
package dev.sourcery.handler;

import org.jspecify.annotations.NullMarked;
