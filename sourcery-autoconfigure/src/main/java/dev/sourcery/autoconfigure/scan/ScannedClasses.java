package dev.sourcery.autoconfigure.scan;

import java.util.List;
import java.util.Set;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.event.EventType;
import dev.sourcery.handler.DomainClasses;
import dev.sourcery.projection.Projection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * The annotated classes in the packages of the application, those of
 * {@link AutoConfigurationPackages}, including interfaces, records and nested classes,
 * regardless of their visibility. Directories and jars that were compiled with the
 * annotation processor have an index; the others are scanned, once for each bean factory.
 * The classes are loaded lazily by the class loader of the beans. Thread-safe.
 *
 * @since 0.1
 */
public final class ScannedClasses implements DomainClasses {

	private static final String BEAN_NAME = "sourceryDomainClasses";

	private final @Nullable ClassLoader classLoader;

	private final AnnotatedNames names;

	private ScannedClasses(@Nullable ClassLoader classLoader, AnnotatedNames names) {
		this.classLoader = classLoader;
		this.names = names;
	}

	/**
	 * Returns the classes of an application. The first invocation finds the classes and
	 * registers the result as a singleton that further invocations return.
	 * @param beanFactory the source of the packages and the class loader
	 * @param environment the environment, which determines the active profiles
	 * @param resourceLoader the loader of the class files
	 * @return the classes; none if the application has no packages to scan
	 */
	public static DomainClasses of(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		DomainClasses known = known(beanFactory);
		if (known != null) {
			return known;
		}
		boolean hasPackages = AutoConfigurationPackages.has(beanFactory);
		List<String> packages = hasPackages ? AutoConfigurationPackages.get(beanFactory) : List.of();
		AnnotatedNames names = AnnotatedNames.in(packages, beanFactory, environment, resourceLoader);
		ClassPreloader.start(names.with(EventType.class), names.with(Aggregate.class),
				beanFactory.getBeanClassLoader());
		DomainClasses scanned = new ScannedClasses(beanFactory.getBeanClassLoader(), names);
		// the packages may be registered later
		if (hasPackages) {
			beanFactory.registerSingleton(BEAN_NAME, scanned);
		}
		return scanned;
	}

	/**
	 * Returns the classes that have been found for a bean factory.
	 */
	static @Nullable DomainClasses known(ConfigurableListableBeanFactory beanFactory) {
		return (beanFactory.getSingleton(BEAN_NAME) instanceof DomainClasses known) ? known : null;
	}

	@Override
	public List<Class<?>> aggregates() {
		return load(this.names.with(Aggregate.class));
	}

	@Override
	public List<Class<?>> events() {
		return load(this.names.with(EventType.class));
	}

	@Override
	public List<Class<?>> projections() {
		return load(this.names.with(Projection.class));
	}

	private List<Class<?>> load(Set<String> classNames) {
		return classNames.stream().<Class<?>>map(this::load).toList();
	}

	private Class<?> load(String className) {
		try {
			return ClassUtils.resolveClassName(className, this.classLoader);
		}
		catch (IllegalArgumentException ex) {
			throw this.names.missing(className, ex);
		}
	}

}
