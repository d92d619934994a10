package dev.sourcery.embedded;

import java.nio.file.Path;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import dev.sourcery.test.autoconfigure.TestDatabaseAutoConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedPostgresAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JdbcClientAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				DataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class,
				JndiDataSourceAutoConfiguration.class, ServiceConnectionAutoConfiguration.class,
				EmbeddedPostgresAutoConfiguration.class));

	@Test
	void whenNoDatabaseIsConfiguredAnEmbeddedServerIsUsed() {
		contextsInDirectory().run((context) -> {
			assertThat(context).hasSingleBean(JdbcConnectionDetails.class).hasSingleBean(HikariDataSource.class);
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			assertThat(setting(jdbc, "fsync")).isEqualTo("on");
			assertThat(setting(jdbc, "synchronous_commit")).isEqualTo("on");
			assertThat(setting(jdbc, "listen_addresses")).isEqualTo("localhost");
			assertThat(setting(jdbc, "work_mem")).isEqualTo("8MB");
			assertThat(jdbc.sql("select current_user || '@' || current_database()").query(String.class).single())
				.isEqualTo("app@app");
			assertThat(jdbc
				.sql("select array_to_string(array(select t from unnest(array['b', 'B', 'ä', 'a']) t "
						+ "order by t), '')")
				.query(String.class)
				.single()).isEqualTo("Babä");
		});
	}

	@Test
	void whenTheUserDefinesTheirOwnDataSourceNoServerIsStarted() {
		contextsInDirectory().withBean(DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedPostgresServer.class));
	}

	@Test
	void whenTheUserDefinesTheirOwnConnectionDetailsNoServerIsStarted() {
		contextsInDirectory().withBean(JdbcConnectionDetails.class, H2ConnectionDetails::new).run((context) -> {
			assertThat(context).doesNotHaveBean(EmbeddedPostgresServer.class);
			assertThat(context.getBean(HikariDataSource.class).getJdbcUrl()).isEqualTo("jdbc:h2:mem:own");
		});
	}

	@Test
	void whenTestsHaveADatabaseOfTheirOwnNoServerIsStarted() {
		contextsInDirectory().withConfiguration(AutoConfigurations.of(TestDatabaseAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(JdbcConnectionDetails.class)
					.doesNotHaveBean(EmbeddedPostgresServer.class);
				assertThat(
						context.getBean(JdbcClient.class).sql("select current_database()").query(String.class).single())
					.startsWith("test_");
			});
	}

	@Test
	void whenATestcontainersServiceConnectionExistsNoServerIsStarted() {
		contextsInDirectory().withUserConfiguration(ContainerConfiguration.class)
			// the container would start with the first use, and so with the pool
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanNamesForType(EmbeddedPostgresServer.class)).isEmpty();
				assertThat(context.getBeanNamesForType(JdbcConnectionDetails.class)).hasSize(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.datasource.url=jdbc:h2:mem:own", "spring.datasource.url=${not-set-anywhere}",
			"spring.datasource.username=ada", "spring.datasource.driver-class-name=org.h2.Driver",
			"spring.datasource.jndi-name=java:comp/env/jdbc/own", "spring.datasource.embedded-database-connection=h2",
			"spring.datasource.hikari.jdbc-url=jdbc:h2:mem:own" })
	void whenADatabaseIsConfiguredNoServerIsStarted(String property) {
		contextsInDirectory().withPropertyValues(property)
			.run((context) -> assertThat(this.directory.resolve("data")).doesNotExist());
	}

	@Test
	void whenTheUrlIsEmptyTheApplicationDoesNotStart() {
		contextsInDirectory().withPropertyValues("spring.datasource.url=${DB_URL:}")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StoreDatabaseException.class)
				.hasMessageContaining("spring.datasource.url is set, but empty"));
		assertThat(this.directory.resolve("data")).doesNotExist();
	}

	@Test
	void whenTheUrlIsEmptyAndThereIsADataSourceTheApplicationStarts() {
		contextsInDirectory().withPropertyValues("spring.datasource.url=")
			.withBean(DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "sourcery.embedded.enabled=false", "sourcery.enabled=false" })
	void whenItIsSwitchedOffNoServerIsStarted(String property) {
		contextsInDirectory().withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedPostgresServer.class));
	}

	@Test
	void whenTheLibraryIsMissingNoServerIsStarted() {
		contextsInDirectory().withClassLoader(new FilteredClassLoader(EmbeddedPostgres.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedPostgresServer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "port=65536", "port=-1", "startup-timeout=0s", "server-settings.port=5432",
			"server-settings.search-path=a b", "server-settings.[rm;ls]=x" })
	void whenAPropertyIsMalformedTheFailureNamesIt(String property) {
		this.contexts.withPropertyValues("sourcery.embedded." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("sourcery.embedded."
						+ property.substring(0, property.indexOf('=')).replace("[", "").replace("]", "")));
	}

	private ApplicationContextRunner contextsInDirectory() {
		return this.contexts.withPropertyValues("sourcery.embedded.directory=" + this.directory,
				"sourcery.embedded.server-settings.work-mem=8MB");
	}

	private static String setting(JdbcClient jdbc, String name) {
		return jdbc.sql("select current_setting(?)").param(name).query(String.class).single();
	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerConfiguration {

		@Bean
		@ServiceConnection
		PostgreSQLContainer container() {
			return new PostgreSQLContainer("postgres:18");
		}

	}

	static class H2ConnectionDetails implements JdbcConnectionDetails {

		@Override
		public String getUsername() {
			return "sa";
		}

		@Override
		public String getPassword() {
			return "";
		}

		@Override
		public String getJdbcUrl() {
			return "jdbc:h2:mem:own";
		}

	}

}
