package dev.sourcery.sample.bank.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the bank.
 *
 * @param consistencyTimeout Maximum time a read with a consistency token waits for the
 * read model.
 * @param bodyTimeout Maximum time for the body of a request to arrive.
 * @param drainTime Time before the bank stops in which requests are answered with
 * "Connection: close".
 */
@ConfigurationProperties("bank")
record BankProperties(@DefaultValue("2s") Duration consistencyTimeout, @DefaultValue("10s") Duration bodyTimeout,
		@DefaultValue("2s") Duration drainTime) {

}
