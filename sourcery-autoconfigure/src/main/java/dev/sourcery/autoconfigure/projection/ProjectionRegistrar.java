package dev.sourcery.autoconfigure.projection;

import java.lang.reflect.Modifier;

import dev.sourcery.autoconfigure.scan.ScannedClasses;
import dev.sourcery.handler.DomainClasses;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each projection of the application that is not yet a bean.
 */
final class ProjectionRegistrar implements ImportBeanDefinitionRegistrar {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	ProjectionRegistrar(BeanFactory beanFactory, Environment environment, ResourceLoader resourceLoader) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		DomainClasses classes = ScannedClasses.of(this.beanFactory, this.environment, this.resourceLoader);
		for (Class<?> projectionClass : classes.projections()) {
			if (!Modifier.isAbstract(projectionClass.getModifiers()) && !isBean(projectionClass)) {
				AnnotatedGenericBeanDefinition definition = new AnnotatedGenericBeanDefinition(projectionClass);
				AnnotationConfigUtils.processCommonDefinitionAnnotations(definition);
				registry.registerBeanDefinition(projectionClass.getName(), definition);
			}
		}
	}

	private boolean isBean(Class<?> projectionClass) {
		return this.beanFactory.getBeanNamesForType(projectionClass, true, false).length > 0;
	}

}
