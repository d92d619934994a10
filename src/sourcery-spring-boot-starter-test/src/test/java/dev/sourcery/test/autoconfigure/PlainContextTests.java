package dev.sourcery.test.autoconfigure;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

@SpringJUnitConfig
class PlainContextTests {

	@Test
	void whenATestContextDefinesItsOwnDataSourceThereIsNoTestDatabase(
			@Autowired ObjectProvider<JdbcConnectionDetails> details) {
		assertThat(details).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		DataSource dataSource() {
			return new SimpleDriverDataSource();
		}

	}

}
