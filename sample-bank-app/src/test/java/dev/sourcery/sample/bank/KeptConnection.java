package dev.sourcery.sample.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is used for one request after the other.
 */
final class KeptConnection implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader answers;

	KeptConnection(int port) throws IOException {
		this.socket = new Socket("localhost", port);
		this.socket.setSoTimeout(60_000);
		this.answers = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
	}

	/**
	 * Sends a request and waits for the answer.
	 * @return whether the connection may be used again
	 * @throws IOException if there is no answer
	 */
	boolean exchange(String path) throws IOException {
		this.socket.getOutputStream()
			.write("HEAD %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(StandardCharsets.ISO_8859_1));
		String status = this.answers.readLine();
		if (status == null || !status.startsWith("HTTP/1.1 200")) {
			throw new IOException("The answer is " + status);
		}
		boolean kept = true;
		for (String header = this.answers.readLine(); header != null
				&& !header.isEmpty(); header = this.answers.readLine()) {
			kept &= !header.toLowerCase(Locale.ROOT).equals("connection: close");
		}
		return kept;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
