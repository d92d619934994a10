package dev.sourcery.autoconfigure.bank;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application in this package.
 */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
public class BankConfiguration {

	@Bean
	References references() {
		return new References();
	}

}
