package dev.sourcery.embedded;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets the default level of the embedded PostgreSQL library to WARN. At INFO it logs its
 * internal steps, with messages such as "Did not clean up directory" that look like
 * errors. {@code logging.level} properties of the application take precedence.
 */
class EmbeddedPostgresEnvironmentPostProcessor implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("sourceryEmbeddedPostgres",
					Map.of("logging.level.io.zonky.test.db.postgres", "warn")));
	}

}
