package dev.sourcery.sample.bank.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the bank.
 *
 * @param consistencyTimeout how long a read with a consistency token waits for the read
 * model at the most
 * @param bodyTimeout maximum time in which the body of a request must arrive
 * @param drainTime how long connections that clients keep open are answered and let go
 * before the bank stops
 */
@ConfigurationProperties("bank")
record BankProperties(@DefaultValue("2s") Duration consistencyTimeout, @DefaultValue("10s") Duration bodyTimeout,
		@DefaultValue("2s") Duration drainTime) {

}
