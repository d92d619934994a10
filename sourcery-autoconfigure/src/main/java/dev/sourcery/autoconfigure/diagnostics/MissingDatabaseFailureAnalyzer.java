package dev.sourcery.autoconfigure.diagnostics;

import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import dev.sourcery.failure.Causes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes failures of Spring Boot to create a {@code DataSource} because of missing
 * configuration. The analysis of Spring Boot recommends kinds of embedded databases that
 * cannot store events.
 */
@Order(0)
final class MissingDatabaseFailureAnalyzer implements FailureAnalyzer {

	private static final String FAILURE = "DataSourceBeanCreationException";

	private static final String URL = "spring.datasource.url";

	private final Environment environment;

	MissingDatabaseFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		if (!this.environment.getProperty("sourcery.enabled", Boolean.class, true)) {
			return null;
		}
		for (Throwable current : Causes.chainOf(failure)) {
			// the class is not public
			if (current instanceof BeanCreationException && current.getClass().getSimpleName().equals(FAILURE)) {
				StoreDatabaseException missing = "".equals(this.environment.getProperty(URL))
						? StoreDatabaseException.empty(URL) : StoreDatabaseException.missing();
				return new FailureAnalysis(missing.problem() + ".", missing.remedy(), current);
			}
		}
		return null;
	}

}
