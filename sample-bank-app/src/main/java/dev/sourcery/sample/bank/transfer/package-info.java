/**
 * Transfers: the aggregate, and the process that carries it through.
 */
@NullMarked
package dev.sourcery.sample.bank.transfer;

import org.jspecify.annotations.NullMarked;
