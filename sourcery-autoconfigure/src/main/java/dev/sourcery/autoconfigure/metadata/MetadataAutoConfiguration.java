package dev.sourcery.autoconfigure.metadata;

import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.metadata.MetadataScope;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Auto-configuration of the metadata of commands: the cause of reactions to events, the
 * user of Spring Security and the trace of Micrometer Tracing. Beans of type
 * {@link MetadataProvider} add further values; those of the application have precedence
 * over the user and the trace.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MetadataProperties.class)
public final class MetadataAutoConfiguration {

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MetadataScope sourceryMetadataScope() {
		return new MetadataScope();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityContextHolder.class)
	@ConditionalOnBooleanProperty(name = "sourcery.metadata.actor.enabled", matchIfMissing = true)
	static class SecurityConfiguration {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		MetadataProvider sourcerySecurityMetadata() {
			return new SecurityMetadata();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	@ConditionalOnBooleanProperty(name = "sourcery.metadata.trace.enabled", matchIfMissing = true)
	static class TraceConfiguration {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		MetadataProvider sourceryTraceMetadata(ObjectProvider<Tracer> tracer) {
			return new TraceMetadata(tracer);
		}

	}

}
