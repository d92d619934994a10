/**
 * Amounts of money.
 */
@NullMarked
package dev.sourcery.sample.bank.money;

import org.jspecify.annotations.NullMarked;
