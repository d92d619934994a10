package dev.sourcery.sample.bank.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the bank.
 *
 * @param consistencyTimeout how long a read with a consistency token waits for the read
 * model at the most
 */
@ConfigurationProperties("bank")
record BankProperties(@DefaultValue("2s") Duration consistencyTimeout) {

}
