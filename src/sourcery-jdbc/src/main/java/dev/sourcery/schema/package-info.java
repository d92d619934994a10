/**
 * Creation and verification of the tables of the store.
 */
@NullMarked
package dev.sourcery.schema;

import org.jspecify.annotations.NullMarked;
