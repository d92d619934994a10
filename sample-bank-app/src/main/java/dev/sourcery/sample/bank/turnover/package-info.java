/**
 * The turnover of accounts: a read model.
 */
@NullMarked
package dev.sourcery.sample.bank.turnover;

import org.jspecify.annotations.NullMarked;
