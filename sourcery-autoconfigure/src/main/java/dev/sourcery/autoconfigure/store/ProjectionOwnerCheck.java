package dev.sourcery.autoconfigure.store;

import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.jdbc.JdbcProjectionOwners;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Claims the asynchronous projections for this application before any of them starts.
 */
final class ProjectionOwnerCheck implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionOwnerCheck.class);

	private final ListableBeanFactory beanFactory;

	private final JdbcProjectionOwners owners;

	private final @Nullable String owner;

	ProjectionOwnerCheck(ListableBeanFactory beanFactory, JdbcProjectionOwners owners, Environment environment) {
		this.beanFactory = beanFactory;
		this.owners = owners;
		String configured = environment.getProperty("sourcery.projections.owner");
		String name = StringUtils.hasText(configured) ? configured : environment.getProperty("spring.application.name");
		this.owner = StringUtils.hasText(name) ? name : null;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForAnnotation(Projection.class)) {
			Projection projection = this.beanFactory.findAnnotationOnBean(beanName, Projection.class);
			Class<?> type = this.beanFactory.getType(beanName);
			if (projection != null && type != null && projection.mode() == ProjectionMode.ASYNCHRONOUS
					&& !ScopedProxyUtils.isScopedTarget(beanName)) {
				claim(projection.value(), ClassUtils.getUserClass(type).getName());
			}
		}
	}

	private void claim(String projection, String projectionClass) {
		this.owners.claim(projection, this.owner, projectionClass)
			.ifPresent((other) -> logger.warn(
					"Projection '{}' was {} at an earlier start and is {} now. If that was another application, both use "
							+ "one checkpoint and each misses events: set spring.application.name in both, and the "
							+ "second to start is refused.",
					projection, other, projectionClass));
	}

}
