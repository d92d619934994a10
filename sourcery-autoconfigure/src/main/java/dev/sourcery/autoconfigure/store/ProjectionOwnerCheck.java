package dev.sourcery.autoconfigure.store;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.failure.SqlStates;
import dev.sourcery.projection.Projection;
import dev.sourcery.subscription.jdbc.JdbcProjectionOwners;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
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
		List<String> unclaimed = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForAnnotation(Projection.class)) {
			Projection projection = this.beanFactory.findAnnotationOnBean(beanName, Projection.class);
			Class<?> type = this.beanFactory.getType(beanName);
			if (projection != null && type != null && !ScopedProxyUtils.isScopedTarget(beanName)
					&& !claimIfPossible(projection, ClassUtils.getUserClass(type).getName())) {
				unclaimed.add(projection.value());
			}
		}
		if (!unclaimed.isEmpty()) {
			logger
				.warn("Projections {} could not be claimed for this application, because the database is read-only or "
						+ "its user lacks select, insert or update on projection_owners. An application with projections "
						+ "of the same names would not be refused.", unclaimed);
		}
	}

	private boolean claimIfPossible(Projection projection, String projectionClass) {
		try {
			claim(projection, projectionClass);
			return true;
		}
		catch (DataAccessException ex) {
			if (SqlStates.isUnwritable(SqlStates.of(ex))) {
				return false;
			}
			throw ex;
		}
	}

	private void claim(Projection projection, String projectionClass) {
		this.owners.claim(projection.value(), projection.version(), this.owner, projectionClass).ifPresent((other) -> {
			if (other.name() != null) {
				logger.warn("Projection '{}' belongs to the application '{}', but this node has no name. If it is "
						+ "another application, both use one checkpoint and each misses events: set "
						+ "spring.application.name here too.", projection.value(), other.name());
			}
			else {
				logger
					.warn("Projection '{}' was {} at an earlier start and is {} now. If that was another application, "
							+ "both use one checkpoint and each misses events: set spring.application.name in both, and "
							+ "the second to start is refused.", projection.value(), other.projectionClass(),
							projectionClass);
			}
		});
	}

}
