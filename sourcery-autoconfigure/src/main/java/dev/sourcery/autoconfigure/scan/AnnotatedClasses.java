package dev.sourcery.autoconfigure.scan;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds classes with an annotation in the packages of the application, those of
 * {@link AutoConfigurationPackages}: also interfaces, records and nested classes, whether
 * public or not. They are loaded by the class loader of the beans. Not thread-safe.
 */
public final class AnnotatedClasses {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	private final List<TypeFilter> excluded = new ArrayList<>();

	/**
	 * Prepares to look for classes.
	 * @param beanFactory knows the packages and the class loader
	 * @param environment decides on profiles
	 * @param resourceLoader finds the class files
	 */
	public AnnotatedClasses(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	/**
	 * Passes over the classes that a filter matches.
	 * @param filter the filter
	 * @return this object
	 */
	public AnnotatedClasses excluding(TypeFilter filter) {
		this.excluded.add(filter);
		return this;
	}

	/**
	 * Looks for classes.
	 * @param annotation the annotation they carry
	 * @return the classes in the order of their names; none if the application has no
	 * packages to scan
	 */
	public List<Class<?>> with(Class<? extends Annotation> annotation) {
		if (!AutoConfigurationPackages.has(this.beanFactory)) {
			return List.of();
		}
		ClassPathScanningCandidateComponentProvider scanner = scanner(annotation);
		return AutoConfigurationPackages.get(this.beanFactory)
			.stream()
			.flatMap((basePackage) -> scanner.findCandidateComponents(basePackage).stream())
			.map(BeanDefinition::getBeanClassName)
			.map(Objects::requireNonNull)
			.distinct()
			.sorted(Comparator.naturalOrder())
			.<Class<?>>map(this::load)
			.toList();
	}

	private ClassPathScanningCandidateComponentProvider scanner(Class<? extends Annotation> annotation) {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false,
				this.environment) {
			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return true;
			}
		};
		scanner.setResourceLoader(this.resourceLoader);
		scanner.addIncludeFilter(new AnnotationTypeFilter(annotation, false));
		this.excluded.forEach(scanner::addExcludeFilter);
		return scanner;
	}

	private Class<?> load(String name) {
		return ClassUtils.resolveClassName(name, this.beanFactory.getBeanClassLoader());
	}

}
