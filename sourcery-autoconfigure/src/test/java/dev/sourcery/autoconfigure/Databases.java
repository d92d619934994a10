package dev.sourcery.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A new, empty database for each test, on one server.
 */
public final class Databases {

	private static final EmbeddedPostgres SERVER = start();

	private static final AtomicInteger COUNT = new AtomicInteger();

	private Databases() {
	}

	private static EmbeddedPostgres start() {
		try {
			return EmbeddedPostgres.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static String create() {
		String name = "test" + COUNT.incrementAndGet();
		new JdbcTemplate(SERVER.getPostgresDatabase()).execute("create database " + name);
		return SERVER.getJdbcUrl("postgres", name);
	}

	public static String[] properties() {
		return properties(create());
	}

	public static String[] properties(String url) {
		return new String[] { "spring.datasource.url=" + url, "spring.datasource.hikari.maximum-pool-size=6" };
	}

}
