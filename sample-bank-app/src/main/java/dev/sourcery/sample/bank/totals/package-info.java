/**
 * What is in the bank altogether: a read model.
 */
@NullMarked
package dev.sourcery.sample.bank.totals;

import org.jspecify.annotations.NullMarked;
