/**
 * The statement of an account: a read model.
 */
@NullMarked
package dev.sourcery.sample.bank.statement;

import org.jspecify.annotations.NullMarked;
