/**
 * The tables of the store: who creates and who checks them.
 */
@NullMarked
package dev.sourcery.schema;

import org.jspecify.annotations.NullMarked;
