package dev.sourcery.autoconfigure.scan;

import java.util.Set;

import dev.sourcery.handler.DomainClasses;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Includes the indexes in a native image, which cannot scan, and gives access to the
 * fields of events and to the handlers.
 */
final class DomainHints implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		DomainClasses classes = ScannedClasses.known(beanFactory);
		return (classes != null) ? (context, code) -> register(context.getRuntimeHints(), classes) : null;
	}

	private static void register(RuntimeHints hints, DomainClasses classes) {
		hints.resources().registerPattern(ClassPathIndex.PATH);
		BindingReflectionHintsRegistrar payloads = new BindingReflectionHintsRegistrar();
		classes.events().forEach((event) -> payloads.registerReflectionHints(hints.reflection(), event));
		classes.aggregates().forEach((aggregate) -> registerHandlers(hints, aggregate));
		classes.projections().forEach((projection) -> registerHandlers(hints, projection));
	}

	private static void registerHandlers(RuntimeHints hints, Class<?> type) {
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			registerMembers(hints, current);
		}
		Set<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(type);
		interfaces.forEach((each) -> registerMembers(hints, each));
	}

	private static void registerMembers(RuntimeHints hints, Class<?> type) {
		hints.reflection()
			.registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
					MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
