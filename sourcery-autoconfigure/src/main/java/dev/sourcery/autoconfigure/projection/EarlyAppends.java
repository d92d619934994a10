package dev.sourcery.autoconfigure.projection;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.sourcery.autoconfigure.projection.ProjectionProperties.NamedProjection;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Creates the projections at the first append if that happens before their regular
 * creation, for example in a constructor or an initialization method. Otherwise, a
 * projection that runs in the transaction of the append would miss these events
 * permanently.
 */
final class EarlyAppends implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<PlatformTransactionManager> markedTransactionManager;

	private final ObjectProvider<PlatformTransactionManager> transactionManagers;

	private final Environment environment;

	private volatile boolean created;

	EarlyAppends(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<PlatformTransactionManager> markedTransactionManager,
			ObjectProvider<PlatformTransactionManager> transactionManagers, Environment environment) {
		this.beanFactory = beanFactory;
		this.markedTransactionManager = markedTransactionManager;
		this.transactionManagers = transactionManagers;
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		// a listener makes each append a transaction, so it is registered only if
		// required
		if (bean instanceof AppendHooks hooks && isAnyProjectionInTransaction()) {
			hooks.onAppend((events) -> requireProjections());
		}
		return bean;
	}

	private boolean isAnyProjectionInTransaction() {
		Map<String, NamedProjection> named = Binder.get(this.environment)
			.bind("sourcery.projections.named", Bindable.mapOf(String.class, NamedProjection.class))
			.orElse(Map.of());
		return Stream.of(this.beanFactory.getBeanDefinitionNames())
			.map((name) -> this.beanFactory.findAnnotationOnBean(name, Projection.class, false))
			.filter(Objects::nonNull)
			.anyMatch((projection) -> mode(projection, named.get(projection.value())) == ProjectionMode.IN_TRANSACTION);
	}

	private static ProjectionMode mode(Projection projection, @Nullable NamedProjection options) {
		return (options != null && options.mode() != null) ? options.mode() : projection.mode();
	}

	// Uses no separate lock: the container has a lock, and two locks could be acquired in
	// either order.
	private void requireProjections() {
		if (this.created) {
			return;
		}
		String[] names = this.beanFactory.getBeanNamesForType(Projections.class, true, false);
		if (!Stream.of(names).allMatch(this.beanFactory::containsSingleton)) {
			create(names);
		}
		this.created = true;
	}

	private void create(String[] names) {
		try {
			outsideTransaction(() -> Stream.of(names).forEach(this.beanFactory::getBean));
		}
		catch (BeansException ex) {
			// other failures of a bean are unrelated to the append
			throw ex.contains(BeanCurrentlyInCreationException.class) ? new EarlyAppendException(ex) : ex;
		}
	}

	/**
	 * Runs an action outside of the transaction, so that database access during the
	 * creation of beans does not depend on the append.
	 */
	private void outsideTransaction(Runnable action) {
		@Nullable PlatformTransactionManager transactionManager = this.markedTransactionManager
			.getIfUnique(this.transactionManagers::getIfUnique);
		if (transactionManager == null) {
			action.run();
			return;
		}
		TransactionTemplate template = new TransactionTemplate(transactionManager);
		template.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		template.executeWithoutResult((status) -> action.run());
	}

}
