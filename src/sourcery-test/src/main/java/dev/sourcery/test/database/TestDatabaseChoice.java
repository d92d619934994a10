package dev.sourcery.test.database;

import java.util.Locale;

/**
 * The setting that selects the server for tests. A system property overrides the
 * environment variable.
 *
 * @param value {@code auto}, {@code embedded}, {@code testcontainers} or a JDBC URL
 */
record TestDatabaseChoice(String value) {

	static final String ENVIRONMENT_VARIABLE = "SOURCERY_TEST_DATABASE";

	static final String SYSTEM_PROPERTY = "sourcery.test.database";

	static final String VERSION_ENVIRONMENT_VARIABLE = "SOURCERY_TEST_POSTGRES_VERSION";

	private static final String URL_PREFIX = "jdbc:postgresql:";

	static TestDatabaseChoice fromEnvironment() {
		String property = System.getProperty(SYSTEM_PROPERTY, "");
		String value = property.isBlank() ? System.getenv().getOrDefault(ENVIRONMENT_VARIABLE, "") : property;
		return new TestDatabaseChoice(value.isBlank() ? "auto" : value.strip());
	}

	RunningServer start() {
		if (this.value.startsWith(URL_PREFIX)) {
			return new ExternalServer(this.value);
		}
		return switch (this.value.toLowerCase(Locale.ROOT)) {
			case "auto", "embedded" -> EmbeddedServer.start();
			case "testcontainers" -> ContainerServer.start(postgresVersion());
			default -> throw new TestDatabaseException(
					"%s (or the system property %s) must be auto, embedded, testcontainers or a URL that begins with %s, but is '%s'"
						.formatted(ENVIRONMENT_VARIABLE, SYSTEM_PROPERTY, URL_PREFIX, this.value),
					null);
		};
	}

	private static String postgresVersion() {
		String version = System.getenv().getOrDefault(VERSION_ENVIRONMENT_VARIABLE, "");
		return version.isBlank() ? "18" : version.strip();
	}

	// excludes the URL, which may contain a password
	@Override
	public String toString() {
		return this.value.startsWith(URL_PREFIX) ? "a JDBC URL" : this.value;
	}

}
