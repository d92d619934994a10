package dev.sourcery.test.autoconfigure;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.core.Ordered;

/**
 * Marks the connection details as those of a test database, in the same way as
 * Testcontainers. Slices such as {@code @DataJpaTest} replace all other databases with an
 * in-memory database. Implements {@link Ordered}, because the post-processor that
 * replaces them does not.
 */
class TestDatabaseMarker implements BeanDefinitionRegistryPostProcessor, Ordered {

	static final String CONNECTION_DETAILS = "sourceryTestDatabaseConnectionDetails";

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(CONNECTION_DETAILS)) {
			new ContainerImageMetadata(null).addTo(registry.getBeanDefinition(CONNECTION_DETAILS));
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
