package dev.sourcery.autoconfigure.store;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import dev.sourcery.projection.Projection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcAccessor;

/**
 * Warns about projections that write outside the transaction in which their checkpoint
 * moves. Only the fields of the projection itself are inspected. A projection may
 * legitimately read from a second database, and the purpose of its other collaborators is
 * unknown. The warning is therefore limited to projections whose only fields are data
 * sources of other databases.
 */
final class ProjectionDataSourceCheck implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionDataSourceCheck.class);

	private final ListableBeanFactory beanFactory;

	private final StoreDatabase database;

	ProjectionDataSourceCheck(ListableBeanFactory beanFactory, StoreDatabase database) {
		this.beanFactory = beanFactory;
		this.database = database;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForAnnotation(Projection.class)) {
			Projection projection = this.beanFactory.findAnnotationOnBean(beanName, Projection.class);
			if (projection != null && !ScopedProxyUtils.isScopedTarget(beanName)) {
				Object bean = this.beanFactory.getBean(beanName);
				Object target = AopProxyUtils.getSingletonTarget(bean);
				check(projection.value(), (target != null) ? target : bean);
			}
		}
	}

	private void check(String projection, Object target) {
		Map<String, DataSource> dataSources = dataSources(target);
		if (dataSources.isEmpty() || dataSources.values().stream().anyMatch(this.database::manages)
				|| hasOtherWays(target)) {
			return;
		}
		logger
			.warn("Projection '{}' ({}) uses a DataSource that is not the event store's, in its field {}. If it writes "
					+ "there, the write is not in one transaction with its checkpoint, so an event may be applied twice or never: "
					+ "use the DataSource of the event store, which is the one marked with @SourceryDataSource if there are several.",
					projection, target.getClass().getName(), String.join(" and ", dataSources.keySet()));
	}

	private static boolean hasOtherWays(Object target) {
		return values(target).values()
			.stream()
			.anyMatch((value) -> dataSource(value).isEmpty() && !(value instanceof Logger)
					&& !(value instanceof Enum<?>) && !value.getClass().getName().startsWith("java."));
	}

	private static Map<String, DataSource> dataSources(Object object) {
		Map<String, DataSource> found = new LinkedHashMap<>();
		values(object)
			.forEach((field, value) -> dataSource(value).ifPresent((dataSource) -> found.put(field, dataSource)));
		return found;
	}

	private static Map<String, Object> values(Object object) {
		Map<String, Object> found = new LinkedHashMap<>();
		for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers())) {
					value(object, field).ifPresent((value) -> found.put(field.getName(), value));
				}
			}
		}
		return found;
	}

	private static Optional<DataSource> dataSource(Object value) {
		if (value instanceof DataSource dataSource) {
			return Optional.of(dataSource);
		}
		if (value instanceof JdbcAccessor accessor) {
			return Optional.ofNullable(accessor.getDataSource());
		}
		if (value instanceof NamedParameterJdbcTemplate template) {
			return Optional.ofNullable(template.getJdbcTemplate()).map(JdbcTemplate::getDataSource);
		}
		if (value instanceof JdbcClient client) {
			// has no accessor for its data source
			return dataSources(client).values().stream().findFirst();
		}
		return Optional.empty();
	}

	private static Optional<Object> value(Object object, Field field) {
		try {
			field.setAccessible(true);
			@Nullable Object value = field.get(object);
			return Optional.ofNullable(value);
		}
		catch (IllegalAccessException | InaccessibleObjectException ex) {
			return Optional.empty();
		}
	}

}
