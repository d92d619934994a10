package dev.sourcery.test.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class JvmEndTests {

	@Test
	@Timeout(120)
	void whenTheJvmEndsTheServerWaitsForOpenContexts() throws Exception {
		ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				OpenApplication.class.getName())
			.redirectErrorStream(true);
		builder.environment().put("SOURCERY_TEST_DATABASE", "embedded");
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).containsSubsequence("last words from ", "Shutdown completed").doesNotContain("Exception");
		String data = output.lines()
			.filter((line) -> line.startsWith("last words from "))
			.findFirst()
			.orElseThrow()
			.substring("last words from ".length());
		assertThat(Path.of(data)).isAbsolute().doesNotExist();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportAutoConfiguration(TestDatabaseAutoConfiguration.class)
	static class OpenApplication {

		public static void main(String[] args) {
			SpringApplication.run(OpenApplication.class, "--server.port=0");
			System.exit(0);
		}

		@Bean
		AutoCloseable lastWords(JdbcClient jdbc) {
			// takes its time, so that a server that does not wait is noticed
			String sql = "select current_setting('data_directory') from pg_sleep(1)";
			return () -> System.out.println("last words from " + jdbc.sql(sql).query(String.class).single());
		}

	}

}
