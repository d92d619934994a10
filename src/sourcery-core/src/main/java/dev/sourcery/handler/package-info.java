/**
 * How annotated methods are found and called. Shared by aggregates and projections; not
 * meant for applications.
 */
@NullMarked
package dev.sourcery.handler;

import org.jspecify.annotations.NullMarked;
