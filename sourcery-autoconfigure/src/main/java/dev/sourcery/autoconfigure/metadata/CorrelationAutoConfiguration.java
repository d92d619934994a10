package dev.sourcery.autoconfigure.metadata;

import dev.sourcery.metadata.MetadataProvider;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Auto-configuration of the correlation id of HTTP requests in servlet applications.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Filter.class, OncePerRequestFilter.class })
@ConditionalOnBooleanProperty(name = { "sourcery.enabled", "sourcery.metadata.correlation.enabled" },
		matchIfMissing = true)
@EnableConfigurationProperties(MetadataProperties.class)
public final class CorrelationAutoConfiguration {

	@Bean
	CorrelationFilter sourceryCorrelationFilter(MetadataProperties properties) {
		return new CorrelationFilter(properties.correlation().requestHeader(),
				properties.correlation().responseHeader());
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	MetadataProvider sourceryRequestMetadata(CorrelationFilter filter) {
		return filter.requests();
	}

}
