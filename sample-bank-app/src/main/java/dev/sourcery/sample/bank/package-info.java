/**
 * A bank on sourcery: accounts, transfers between them, and read models.
 */
@NullMarked
package dev.sourcery.sample.bank;

import org.jspecify.annotations.NullMarked;
