package dev.sourcery.autoconfigure.diagnostics;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of PostgreSQL's protocol as it takes to refuse a password. The servers
 * that tests use trust everybody.
 */
final class RefusingServer implements AutoCloseable {

	private static final int PROTOCOL_3_0 = 196608;

	private final ServerSocket socket;

	RefusingServer() throws IOException {
		this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve, "refusing-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try (Socket client = this.socket.accept()) {
				refuse(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
			}
			catch (IOException ex) {
				// the client or the test is gone
			}
		}
	}

	private static void refuse(DataInputStream in, DataOutputStream out) throws IOException {
		int length = in.readInt();
		while (in.readInt() >> 16 != PROTOCOL_3_0 >> 16) {
			// a request for encryption
			out.writeByte('N');
			length = in.readInt();
		}
		in.skipNBytes(length - 8);
		ByteArrayOutputStream fields = new ByteArrayOutputStream();
		for (String field : new String[] { "SFATAL", "VFATAL", "C28P01",
				"Mpassword authentication failed for user \"ada\"" }) {
			fields.write(field.getBytes(StandardCharsets.UTF_8));
			fields.write(0);
		}
		fields.write(0);
		out.writeByte('E');
		out.writeInt(4 + fields.size());
		fields.writeTo(out);
		out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
