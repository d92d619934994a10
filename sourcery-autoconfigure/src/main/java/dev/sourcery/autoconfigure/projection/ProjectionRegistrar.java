package dev.sourcery.autoconfigure.projection;

import java.lang.reflect.Modifier;

import dev.sourcery.autoconfigure.scan.AnnotatedClasses;
import dev.sourcery.projection.Projection;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each projection of the application that is not a bean yet.
 */
final class ProjectionRegistrar implements ImportBeanDefinitionRegistrar {

	private final ConfigurableListableBeanFactory beanFactory;

	private final AnnotatedClasses classes;

	ProjectionRegistrar(BeanFactory beanFactory, Environment environment, ResourceLoader resourceLoader) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		// as for components: the projections of one test do not run in another
		TypeExcludeFilter testFilter = new TypeExcludeFilter();
		testFilter.setBeanFactory(beanFactory);
		this.classes = new AnnotatedClasses(this.beanFactory, environment, resourceLoader).excluding(testFilter);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		for (Class<?> projectionClass : this.classes.with(Projection.class)) {
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
