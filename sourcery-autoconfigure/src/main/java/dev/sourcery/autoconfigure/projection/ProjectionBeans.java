package dev.sourcery.autoconfigure.projection;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.autoconfigure.projection.ProjectionProperties.NamedProjection;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.metadata.MetadataScope;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Compiles the beans of classes with {@link Projection @Projection}.
 */
final class ProjectionBeans {

	private final ListableBeanFactory beanFactory;

	private final EventTypes types;

	private final Map<String, NamedProjection> options;

	private final MetadataScope scope;

	ProjectionBeans(ListableBeanFactory beanFactory, EventTypes types, Map<String, NamedProjection> options,
			MetadataScope scope) {
		this.beanFactory = beanFactory;
		this.types = types;
		this.options = options;
		this.scope = scope;
	}

	Collection<ProjectionDefinition> definitions() {
		Map<SubscriptionKey, Class<?>> keys = new LinkedHashMap<>();
		List<ProjectionDefinition> definitions = Stream.of(this.beanFactory.getBeanNamesForAnnotation(Projection.class))
			.filter((beanName) -> !ScopedProxyUtils.isScopedTarget(beanName))
			.map((beanName) -> definition(this.beanFactory.getBean(beanName), keys))
			.toList();
		Set<String> names = keys.keySet()
			.stream()
			.map(SubscriptionKey::name)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		for (String name : this.options.keySet()) {
			if (!names.contains(name)) {
				throw new IllegalArgumentException(
						"sourcery.projections.named.%s has options, but there is no projection of this name; there are %s"
							.formatted(name, names));
			}
		}
		return definitions;
	}

	private ProjectionDefinition definition(Object bean, Map<SubscriptionKey, Class<?>> keys) {
		Class<?> projectionClass = AopUtils.getTargetClass(bean);
		requireCallable(bean, projectionClass);
		ProjectionDefinition definition = ProjectionDefinition.of(projectionClass, bean, this.types, (options) -> {
			NamedProjection named = this.options.get(projectionClass.getAnnotation(Projection.class).value());
			return (named != null) ? named.customize(options) : options;
		}).within(this.scope);
		Class<?> other = keys.putIfAbsent(definition.key(), projectionClass);
		if (other != null) {
			throw new InvalidSubscriptionException(projectionClass,
					"its name '%s' is also that of a bean of %s".formatted(definition.key().name(), other.getName()),
					"Give one of them another name or version in @Projection, or keep one of the beans.");
		}
		return definition;
	}

	private static void requireCallable(Object bean, Class<?> projectionClass) {
		if (AopUtils.isJdkDynamicProxy(bean)) {
			throw new InvalidSubscriptionException(projectionClass, "its bean is a proxy of its interfaces only",
					"Use a proxy of the class: keep spring.aop.proxy-target-class=true, and set proxyTargetClass=true where proxies are enabled.");
		}
		if (AopUtils.isAopProxy(bean)) {
			for (Class<? extends Annotation> annotation : List.of(EventHandler.class, ResetHandler.class,
					OrderedBy.class)) {
				AnnotatedMethods.of(projectionClass, annotation)
					.forEach((method) -> requireOverridable(projectionClass, method));
			}
		}
	}

	/**
	 * Requires that a proxy can override a method. A method that the proxy does not
	 * override is invoked on the proxy object, whose fields are all null.
	 */
	private static void requireOverridable(Class<?> projectionClass, Method method) {
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isFinal(method.getModifiers())) {
			throw new InvalidSubscriptionException(projectionClass,
					"its bean is a proxy, and %s is private or final, so that the proxy cannot delegate it"
						.formatted(method.getName()),
					"Make the method neither private nor final.");
		}
	}

}
