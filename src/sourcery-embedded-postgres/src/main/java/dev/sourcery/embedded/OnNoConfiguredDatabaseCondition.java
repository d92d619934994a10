package dev.sourcery.embedded;

import java.util.List;
import java.util.Optional;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * {@link SpringBootCondition} that matches when no property configures a database. User
 * name, password and driver count too: they imply a database of the user, and a missing
 * URL has to fail rather than lead silently to another database. Properties without a
 * value do not count here; they prevent the server from starting.
 */
class OnNoConfiguredDatabaseCondition extends SpringBootCondition {

	private static final List<String> PROPERTIES = List.of("spring.datasource.url", "spring.datasource.username",
			"spring.datasource.password", "spring.datasource.driver-class-name", "spring.datasource.jndi-name",
			"spring.datasource.embedded-database-connection", "spring.datasource.xa.data-source-class-name",
			"spring.datasource.hikari.jdbc-url", "spring.datasource.hikari.data-source-class-name",
			"spring.datasource.hikari.data-source-jndi", "spring.datasource.tomcat.url", "spring.datasource.dbcp2.url",
			"spring.datasource.oracleucp.url");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Configured Database");
		for (String property : PROPERTIES) {
			if (isConfigured(context.getEnvironment(), property)) {
				return ConditionOutcome.noMatch(message.foundExactly(property));
			}
		}
		return ConditionOutcome.match(message.didNotFind("property that names one").atAll());
	}

	/**
	 * Finds a property that is present but has no value, for example because it refers to
	 * an environment variable that is not set.
	 * @param environment the environment
	 * @return the name of the property
	 */
	static Optional<String> empty(Environment environment) {
		return PROPERTIES.stream()
			.filter((property) -> environment.containsProperty(property) && !isConfigured(environment, property))
			.findFirst();
	}

	private static boolean isConfigured(Environment environment, String property) {
		try {
			return StringUtils.hasText(environment.getProperty(property));
		}
		catch (IllegalArgumentException ex) {
			// A placeholder that cannot be resolved: configured, and Spring Boot reports
			// the problem.
			return true;
		}
	}

}
