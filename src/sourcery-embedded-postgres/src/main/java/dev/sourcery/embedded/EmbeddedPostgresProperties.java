package dev.sourcery.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the embedded PostgreSQL server that is used if no database is configured.
 *
 * @since 0.1
 * @param enabled Whether to start an embedded PostgreSQL server if no database is
 * configured.
 * @param directory Directory in which the server stores its data. A relative path is
 * resolved against the working directory.
 * @param port Port the server listens on. 0 means any free port, which later starts reuse
 * if it is free.
 * @param startupTimeout Maximum time to wait until the server accepts connections,
 * including recovery after a crash.
 * @param serverSettings PostgreSQL settings by name, such as 'work-mem', that override
 * those of the embedded server.
 */
@ConfigurationProperties("sourcery.embedded")
public record EmbeddedPostgresProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue(".sourcery/postgresql") Path directory, @DefaultValue("0") int port,
		@DefaultValue("60s") Duration startupTimeout, @DefaultValue Map<String, String> serverSettings) {

	static final int LARGEST_PORT = 65535;

	private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9_.]*");

	// The values are passed through a shell.
	private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.,:/+%-]*");

	/**
	 * Creates validated properties.
	 * @param enabled whether to start a server
	 * @param directory directory of the data of the server
	 * @param port from 0 to 65535
	 * @param startupTimeout longer than 0
	 * @param serverSettings names in any case, with hyphens or underscores; values of
	 * letters, digits and a few signs that are safe in a shell
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public EmbeddedPostgresProperties {
		if (port < 0 || port > LARGEST_PORT) {
			throw new IllegalArgumentException(
					"sourcery.embedded.port must be 0 (any free port) or a port up to %d, but is %d"
						.formatted(LARGEST_PORT, port));
		}
		if (startupTimeout.isNegative() || startupTimeout.isZero()) {
			throw new IllegalArgumentException(
					"sourcery.embedded.startup-timeout must be longer than 0, but is " + startupTimeout);
		}
		serverSettings = settings(serverSettings);
	}

	EmbeddedPostgresProperties onPort(int other) {
		return new EmbeddedPostgresProperties(this.enabled, this.directory, other, this.startupTimeout,
				this.serverSettings);
	}

	private static Map<String, String> settings(Map<String, String> given) {
		Map<String, String> settings = new LinkedHashMap<>();
		given.forEach((key, value) -> {
			String name = key.toLowerCase(Locale.ROOT).replace('-', '_');
			String property = "sourcery.embedded.server-settings." + key;
			if (!SETTING.matcher(name).matches()) {
				throw new IllegalArgumentException(property + " is not the name of a PostgreSQL setting");
			}
			if (name.equals("port")) {
				throw new IllegalArgumentException(property + " must be set as sourcery.embedded.port");
			}
			if (!VALUE.matcher(value).matches()) {
				throw new IllegalArgumentException(
						property + " may contain letters, digits and . , : / + % _ - only, but is '" + value + "'");
			}
			settings.put(name, value);
		});
		return Map.copyOf(settings);
	}

}
