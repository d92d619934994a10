/**
 * The totals of the bank: a read model.
 */
@NullMarked
package dev.sourcery.sample.bank.totals;

import org.jspecify.annotations.NullMarked;
