package dev.sourcery.autoconfigure.aggregate;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Decider;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.autoconfigure.scan.ScannedClasses;
import dev.sourcery.handler.DomainClasses;
import dev.sourcery.repository.Repository;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers an {@link AggregateType} and a {@link Repository} for each aggregate of the
 * application, and a bean for each decider that is not yet one. The bean definition of a
 * repository declares the aggregate class, for deciders the class of the states, but not
 * the type of the id, which the aggregate does not declare either, so the repository can
 * be injected with any id type.
 */
final class AggregateRegistrar implements ImportBeanDefinitionRegistrar {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	AggregateRegistrar(BeanFactory beanFactory, Environment environment, ResourceLoader resourceLoader) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		Map<String, Class<?>> names = new LinkedHashMap<>();
		Set<Class<?>> withRepository = statesWithRepository();
		Map<Class<?>, Class<?>> states = new LinkedHashMap<>();
		for (Class<?> aggregateClass : classes().aggregates()) {
			requireUnusedName(aggregateClass, names);
			ResolvableType state = stateOf(aggregateClass);
			requireOwnState(aggregateClass, state, states);
			if (Decider.class.isAssignableFrom(aggregateClass)) {
				registerDecider(aggregateClass, registry);
			}
			String typeName = aggregateClass.getName() + ".type";
			registry.registerBeanDefinition(typeName, aggregateType(aggregateClass, state));
			if (!withRepository.contains(state.resolve(Object.class))) {
				registry.registerBeanDefinition(aggregateClass.getName() + ".repository", repository(state, typeName));
			}
		}
	}

	private static ResolvableType stateOf(Class<?> aggregateClass) {
		return Decider.class.isAssignableFrom(aggregateClass)
				? ResolvableType.forClass(Decider.class, aggregateClass).getGeneric(2)
				: ResolvableType.forClass(aggregateClass);
	}

	/**
	 * Requires that a repository can be injected by its state class.
	 */
	private static void requireOwnState(Class<?> aggregateClass, ResolvableType state, Map<Class<?>, Class<?>> states) {
		Class<?> stateClass = state.resolve();
		// the compiled form rejects a decider whose types are unknown
		Class<?> other = (stateClass != null) ? states.putIfAbsent(stateClass, aggregateClass) : null;
		if (other != null) {
			throw new InvalidAggregateException(aggregateClass,
					"the class of its states, %s, is also that of %s, so a repository injected by this class would be ambiguous"
						.formatted(state, other.getName()),
					"Let one of them use another class for its states.");
		}
	}

	private void registerDecider(Class<?> deciderClass, BeanDefinitionRegistry registry) {
		if (!Modifier.isAbstract(deciderClass.getModifiers())
				&& this.beanFactory.getBeanNamesForType(deciderClass, true, false).length == 0) {
			AnnotatedGenericBeanDefinition definition = new AnnotatedGenericBeanDefinition(deciderClass);
			AnnotationConfigUtils.processCommonDefinitionAnnotations(definition);
			registry.registerBeanDefinition(deciderClass.getName(), definition);
		}
	}

	private DomainClasses classes() {
		return ScannedClasses.of(this.beanFactory, this.environment, this.resourceLoader);
	}

	private static void requireUnusedName(Class<?> aggregateClass, Map<String, Class<?>> names) {
		String name = aggregateClass.getAnnotation(Aggregate.class).value();
		Class<?> other = names.putIfAbsent(name, aggregateClass);
		if (other != null) {
			throw new InvalidAggregateException(aggregateClass,
					"its name '%s' is also that of %s".formatted(name, other.getName()),
					"Give one of them another name in @Aggregate; the aggregate with stored events must keep its name.");
		}
	}

	// once for all aggregates: a search by type visits all bean definitions
	private Set<Class<?>> statesWithRepository() {
		Set<Class<?>> found = new HashSet<>();
		for (String name : this.beanFactory.getBeanNamesForType(Repository.class, true, false)) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
			Class<?> stateClass = definition.getResolvableType().as(Repository.class).getGeneric(0).resolve();
			if (stateClass != null) {
				found.add(stateClass);
			}
		}
		return found;
	}

	private static BeanDefinition aggregateType(Class<?> aggregateClass, ResolvableType state) {
		RootBeanDefinition definition = definition(
				Decider.class.isAssignableFrom(aggregateClass) ? "decider" : "aggregateType",
				ResolvableType.forClassWithGenerics(AggregateType.class, state));
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, aggregateClass);
		return definition;
	}

	private static BeanDefinition repository(ResolvableType state, String typeName) {
		ResolvableType anyId = ResolvableType.forType(Repository.class.getTypeParameters()[1]);
		RootBeanDefinition definition = definition("repository",
				ResolvableType.forClassWithGenerics(Repository.class, state, anyId));
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(typeName));
		return definition;
	}

	private static RootBeanDefinition definition(String factoryMethod, ResolvableType type) {
		RootBeanDefinition definition = new RootBeanDefinition(AggregateBeans.class);
		definition.setFactoryMethodName(factoryMethod);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.setTargetType(type);
		return definition;
	}

}
