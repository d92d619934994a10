package dev.sourcery.test.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.test.database.TestDatabase;
import dev.sourcery.test.database.TestDatabaseTemplate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TestDatabaseAutoConfigurationTests {

	private final ApplicationContextRunner contexts = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcClientAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, TestDatabaseAutoConfiguration.class));

	@Test
	void whenNoDatabaseIsConfiguredEachContextGetsAFreshOne() {
		this.contexts.run((one) -> {
			assertThat(one).hasSingleBean(TestDatabaseConnectionDetails.class)
				.hasSingleBean(JdbcConnectionDetails.class);
			one.getBean(JdbcClient.class).sql("create table note (text text)").update();
			this.contexts.run((other) -> other.getBean(JdbcClient.class).sql("create table note (text text)").update());
		});
	}

	@Test
	void whenADatabaseIsCreatedTheLogNamesItAndNoPassword(CapturedOutput output) {
		this.contexts.run((context) -> {
			TestDatabaseConnectionDetails details = context.getBean(TestDatabaseConnectionDetails.class);
			String name = context.getBean(JdbcClient.class)
				.sql("select current_database()")
				.query(String.class)
				.single();
			assertThat(output.getAll().lines().filter((line) -> line.contains("fresh database")))
				.singleElement(InstanceOfAssertFactories.STRING)
				.contains("fresh database " + name + " of the ")
				.doesNotContain(details.getPassword());
		});
	}

	@Test
	void whenNothingConnectsThereIsNoDatabase(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TestDatabaseAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(JdbcConnectionDetails.class));
		assertThat(output).doesNotContain("fresh database");
	}

	@Test
	void whenTheContextClosesItsDatabaseIsDroppedAfterThePool() {
		AtomicReference<HikariDataSource> pool = new AtomicReference<>();
		this.contexts.run((context) -> {
			context.getBean(JdbcClient.class).sql("select 1").query(Integer.class).single();
			pool.set(context.getBean(HikariDataSource.class));
		});
		assertThat(pool.get().isClosed()).isTrue();
		String url = pool.get().getJdbcUrl();
		this.contexts.run((context) -> assertThat(context.getBean(JdbcClient.class)
			.sql("select count(*) from pg_database where datname = ?")
			.param(url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", ""))
			.query(Integer.class)
			.single()).isZero());
	}

	@Test
	void whenAUrlIsConfiguredItIsNotTouched() {
		this.contexts
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://production.invalid/bank",
					"spring.datasource.username=bank", "spring.datasource.hikari.maximum-pool-size=3")
			.run((context) -> {
				assertThat(
						context.getBean(JdbcClient.class).sql("select current_database()").query(String.class).single())
					.startsWith("test_");
				assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
			});
	}

	@Test
	void whenThePoolItselfHasAUrlConfiguredItIsNotTouched() {
		this.contexts
			.withPropertyValues("spring.datasource.hikari.jdbc-url=jdbc:postgresql://production.invalid/bank",
					"spring.datasource.hikari.username=bank")
			.run((context) -> assertThat(
					context.getBean(JdbcClient.class).sql("select current_database()").query(String.class).single())
				.startsWith("test_"));
	}

	@Test
	void whenATemplateIsGivenTheDatabaseIsACopy() {
		this.contexts
			.withBean(TestDatabaseTemplate.class,
					() -> TestDatabaseTemplate.preparedBy(
							(database) -> JdbcClient.create(database).sql("create table prepared (id int)").update()))
			.run((context) -> context.getBean(JdbcClient.class).sql("insert into prepared values (1)").update());
	}

	@Test
	void whenTheUserDefinesTheirOwnDataSourceThereIsNoTestDatabase() {
		this.contexts.withBean(DataSource.class, SimpleDriverDataSource::new)
			.run((context) -> assertThat(context).doesNotHaveBean(JdbcConnectionDetails.class));
	}

	@Test
	void whenItIsSwitchedOffTheConfiguredDatabaseIsUsed() {
		try (TestDatabase database = TestDatabase.create()) {
			this.contexts.withPropertyValues("sourcery.test.database.enabled=false",
					"spring.datasource.url=" + database.jdbcUrl(), "spring.datasource.username=" + database.username(),
					"spring.datasource.password=" + database.password())
				.run((context) -> {
					assertThat(context).doesNotHaveBean(TestDatabaseConnectionDetails.class);
					assertThat(context.getBean(JdbcClient.class)
						.sql("select current_database()")
						.query(String.class)
						.single()).isEqualTo(database.name());
				});
		}
	}

}
