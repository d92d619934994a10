package dev.sourcery.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An application on the embedded server that notes something in its database.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BookkeepingApplication {

	/**
	 * Notes its argument, says so, and stays until it is killed.
	 */
	public static void main(String[] args) throws IOException {
		note(start(args[0]), args[1]);
		System.out.println("noted " + args[1]);
		System.in.read();
	}

	static ConfigurableApplicationContext start(String directory, String... properties) {
		SpringApplication application = new SpringApplication(BookkeepingApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>();
		arguments.add("--sourcery.embedded.directory=" + directory);
		Stream.of(properties).map((property) -> "--" + property).forEach(arguments::add);
		return application.run(arguments.toArray(String[]::new));
	}

	static void note(ConfigurableApplicationContext context, String text) {
		JdbcClient jdbc = context.getBean(JdbcClient.class);
		jdbc.sql("create table if not exists note (text text)").update();
		jdbc.sql("insert into note values (?)").param(text).update();
	}

	static Iterable<String> notes(ConfigurableApplicationContext context) {
		return context.getBean(JdbcClient.class).sql("select text from note").query(String.class).list();
	}

}
