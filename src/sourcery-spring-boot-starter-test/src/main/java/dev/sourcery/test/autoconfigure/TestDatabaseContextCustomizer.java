package dev.sourcery.test.autoconfigure;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Imports {@link TestDatabaseAutoConfiguration} and
 * {@link TestProjectionsAutoConfiguration} into the context of a test. A record, because
 * customizers are part of the cache key of contexts.
 */
record TestDatabaseContextCustomizer() implements ContextCustomizer {

	private static final String BEAN_NAME = Import.class.getName();

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		if (AotDetector.useGeneratedArtifacts()) {
			return;
		}
		if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry
				&& !registry.containsBeanDefinition(BEAN_NAME)) {
			RootBeanDefinition definition = new RootBeanDefinition(Import.class);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			registry.registerBeanDefinition(BEAN_NAME, definition);
		}
	}

	// Imported so that it is sorted together with the auto-configurations of the
	// application.
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TestDatabaseAutoConfiguration.class, TestProjectionsAutoConfiguration.class })
	static class Import {

	}

}
