package dev.sourcery.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of a server. It is stored in a file beside the data, so that clients
 * configured with it can connect after a restart.
 */
final class ServerPort {

	private static final Logger logger = LoggerFactory.getLogger(ServerPort.class);

	private static final int ANY = 0;

	private ServerPort() {
	}

	/**
	 * Chooses the port of the next start.
	 * @param properties the configuration, in which a port takes precedence
	 * @param directory the directory of the server
	 * @return the port, or 0 for any free port
	 */
	static int choose(EmbeddedPostgresProperties properties, ServerDirectory directory) {
		if (properties.port() != ANY) {
			return properties.port();
		}
		int last = last(directory.port());
		if (last == ANY) {
			return ANY;
		}
		try {
			requireFree(last);
			return last;
		}
		catch (IOException ex) {
			logger.info("Port {} is in use, so the embedded PostgreSQL gets another port", last);
			return ANY;
		}
	}

	/**
	 * Stores the port for the next start.
	 * @param directory the directory of the server
	 * @param port the port the server listens on
	 * @throws IOException if the file cannot be written
	 */
	static void remember(ServerDirectory directory, int port) throws IOException {
		if (last(directory.port()) != port) {
			PrivateFiles.write(directory.port(), Integer.toString(port));
		}
	}

	/**
	 * Checks that a server can listen on a port.
	 * @param port the port
	 * @throws IOException if the port is not free
	 */
	static void requireFree(int port) throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
	}

	private static int last(Path file) {
		try {
			int port = Integer.parseInt(Files.readString(file).strip());
			return (port > 0 && port <= EmbeddedPostgresProperties.LARGEST_PORT) ? port : ANY;
		}
		catch (IOException | NumberFormatException ex) {
			return ANY;
		}
	}

}
