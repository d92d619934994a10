/**
 * Accounts: the aggregate, its commands and events, and the list of all accounts.
 */
@NullMarked
package dev.sourcery.sample.bank.account;

import org.jspecify.annotations.NullMarked;
