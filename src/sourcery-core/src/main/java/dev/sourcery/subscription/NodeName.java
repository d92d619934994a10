package dev.sourcery.subscription;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Creates names of nodes. They are unique, and contain the host and the process for
 * readers of the tables.
 */
final class NodeName {

	private static final int MAX_HOST_LENGTH = 63;

	private NodeName() {
	}

	static String create() {
		String unique = UUID.randomUUID().toString().substring(0, 8);
		return "%s-%d-%s".formatted(host(System.getenv("HOSTNAME")), ProcessHandle.current().pid(), unique);
	}

	// a lookup of the name of the host may block
	private static String host(@Nullable String variable) {
		if (variable == null || variable.isBlank()) {
			return "node";
		}
		return variable.substring(0, Math.min(variable.length(), MAX_HOST_LENGTH));
	}

}
