package dev.sourcery.autoconfigure.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.test.autoconfigure.TestDatabaseAutoConfiguration;
import dev.sourcery.test.database.TestDatabase;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Applications that do not start.
 */
abstract class FailureAnalysisFixture {

	// H2 and others are on the class path of this test only
	static final String WITHOUT_H2 = "spring.datasource.embedded-database-connection=none";

	static void fail(Class<?> application, String... properties) {
		List<String> arguments = new ArrayList<>();
		if (properties.length > 0
				&& Stream.of(properties).noneMatch((property) -> property.startsWith("sourcery.test.database"))) {
			arguments.add("--sourcery.test.database.enabled=false");
		}
		for (String property : properties) {
			arguments.add("--" + property);
		}
		arguments.add("--spring.main.web-application-type=none");
		assertThatException().isThrownBy(() -> SpringApplication.run(application, arguments.toArray(String[]::new)));
	}

	static String[] properties(TestDatabase database, String... more) {
		List<String> properties = new ArrayList<>(List.of(more));
		properties.add("spring.datasource.url=" + database.jdbcUrl());
		properties.add("spring.datasource.username=" + database.username());
		properties.add("spring.datasource.password=" + database.password());
		return properties.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportAutoConfiguration(TestDatabaseAutoConfiguration.class)
	static class Plain {

	}

}
