/**
 * Transfers: the aggregate and the process that executes it.
 */
@NullMarked
package dev.sourcery.sample.bank.transfer;

import org.jspecify.annotations.NullMarked;
