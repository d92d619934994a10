/**
 * Support for all controllers: problems, preconditions and consistent reads.
 */
@NullMarked
package dev.sourcery.sample.bank.web;

import org.jspecify.annotations.NullMarked;
