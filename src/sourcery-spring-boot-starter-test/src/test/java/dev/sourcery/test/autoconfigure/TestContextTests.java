package dev.sourcery.test.autoconfigure;

import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose production database is configured.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = {
		"spring.datasource.url=jdbc:postgresql://production.invalid/bank", "spring.datasource.username=bank" })
class TestContextTests {

	@Test
	void whenTheTestFrameworkStartsTheApplicationItUsesATestDatabase(@Autowired JdbcClient jdbc) {
		assertThat(currentDatabase(jdbc)).startsWith("test_");
	}

	@Test
	void whenSpringApplicationStartsItWithinATestItUsesTheConfiguredDatabase(@Autowired ApplicationContext test) {
		try (TestDatabase configured = TestDatabase.create();
				ConfigurableApplicationContext context = SpringApplication.run(Application.class, "--server.port=0",
						"--spring.datasource.url=" + configured.jdbcUrl(),
						"--spring.datasource.username=" + configured.username(),
						"--spring.datasource.password=" + configured.password())) {
			assertThat(currentDatabase(context.getBean(JdbcClient.class))).isEqualTo(configured.name())
				.isNotEqualTo(currentDatabase(test.getBean(JdbcClient.class)));
			assertThat(context.getBeansOfType(JdbcConnectionDetails.class).values())
				.noneMatch(TestDatabaseConnectionDetails.class::isInstance);
		}
	}

	private static String currentDatabase(JdbcClient jdbc) {
		return jdbc.sql("select current_database()").query(String.class).single();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
