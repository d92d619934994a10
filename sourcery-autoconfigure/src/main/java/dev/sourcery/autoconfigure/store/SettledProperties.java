package dev.sourcery.autoconfigure.store;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is said when the settled position cannot advance.
 *
 * @param warnAfter How long events may be held back by an open transaction before a
 * warning names it.
 */
@ConfigurationProperties("sourcery.settled")
record SettledProperties(@DefaultValue("10s") Duration warnAfter) {

	SettledProperties {
		if (warnAfter.isNegative() || warnAfter.isZero()) {
			throw new IllegalArgumentException("warn-after must be longer than nothing, but is " + warnAfter);
		}
	}

}
