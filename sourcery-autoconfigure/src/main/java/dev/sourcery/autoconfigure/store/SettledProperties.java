package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of warnings about a settled position that cannot advance.
 *
 * @param warnAfter Time after which an open transaction that holds back events is named
 * in a warning.
 */
@ConfigurationProperties("sourcery.settled")
record SettledProperties(@DefaultValue("10s") Duration warnAfter) {

	SettledProperties {
		if (warnAfter.isNegative() || warnAfter.isZero()) {
			throw new IllegalArgumentException("warn-after must be longer than 0, but is " + warnAfter);
		}
	}

}
