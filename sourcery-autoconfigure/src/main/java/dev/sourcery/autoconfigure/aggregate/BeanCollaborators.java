package dev.sourcery.autoconfigure.aggregate;

import java.lang.reflect.Parameter;

import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;

/**
 * Resolves parameters of command handlers as beans, by the same rules as parameters of
 * constructors, including type arguments, qualifiers, providers and collections of beans.
 */
final class BeanCollaborators implements Collaborators {

	private final AutowireCapableBeanFactory beanFactory;

	BeanCollaborators(AutowireCapableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public <T> T get(Class<T> type) {
		return this.beanFactory.getBean(type);
	}

	@Override
	public @Nullable Object get(Class<?> handlerClass, Parameter parameter) {
		DependencyDescriptor descriptor = new DependencyDescriptor(MethodParameter.forParameter(parameter), true);
		descriptor.setContainingClass(handlerClass);
		descriptor.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
		return this.beanFactory.resolveDependency(descriptor, null);
	}

}
