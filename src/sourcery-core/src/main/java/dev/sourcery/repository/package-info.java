/**
 * The transactional repository of aggregates.
 */
@NullMarked
package dev.sourcery.repository;

import org.jspecify.annotations.NullMarked;
