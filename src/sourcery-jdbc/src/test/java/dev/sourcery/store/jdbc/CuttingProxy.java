package dev.sourcery.store.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands between a pool and the server and breaks a connection at a given moment. It
 * knows as much of PostgreSQL's protocol as it takes to find the moment: what a client
 * sends up to a Sync is executed as a whole, and the answer ends with ReadyForQuery, when
 * a commit is done.
 */
final class CuttingProxy implements AutoCloseable {

	private final ServerSocket entrance;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Cut> next = new AtomicReference<>();

	private String serverName;

	private int serverPort;

	CuttingProxy() {
		try {
			this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Leads a data source through this proxy.
	 */
	void lead(PGSimpleDataSource dataSource) {
		this.serverName = dataSource.getServerNames()[0];
		this.serverPort = dataSource.getPortNumbers()[0];
		dataSource.setServerNames(new String[] { this.entrance.getInetAddress().getHostAddress() });
		dataSource.setPortNumbers(new int[] { this.entrance.getLocalPort() });
		dataSource.setSslMode("disable");
		dataSource.setGssEncMode("disable");
		this.threads.submit(this::accept);
	}

	/**
	 * Breaks the connection on which a statement is sent that contains a text, once.
	 */
	void breakAt(Moment moment, String statement) {
		this.next.set(new Cut(moment, statement));
	}

	boolean isBroken() {
		return this.next.get() == null;
	}

	private Void accept() throws IOException {
		while (true) {
			Socket client = open(this.entrance.accept());
			Socket server = open(new Socket(this.serverName, this.serverPort));
			Connection connection = new Connection(client, server);
			this.threads.submit(connection::forwardToServer);
			this.threads.submit(connection::forwardToClient);
		}
	}

	private Socket open(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		this.sockets.add(socket);
		return socket;
	}

	@Override
	public void close() {
		closeQuietly(this.entrance);
		this.sockets.forEach(CuttingProxy::closeQuietly);
		this.threads.shutdownNow();
	}

	private static void closeQuietly(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * When the connection breaks.
	 */
	enum Moment {

		/**
		 * The statement does not reach the server.
		 */
		BEFORE_EXECUTION,

		/**
		 * The server has executed the statement, and committed if there is no
		 * transaction, but the client does not get the answer.
		 */
		BEFORE_THE_ANSWER,

		/**
		 * As {@link #BEFORE_THE_ANSWER}, but the client waits for it in vain.
		 */
		SILENCE

	}

	private record Cut(Moment moment, String statement) {

	}

	private final class Connection {

		private final Socket client;

		private final Socket server;

		private volatile Moment broken;

		Connection(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		Void forwardToServer() throws IOException {
			DataInputStream in = new DataInputStream(this.client.getInputStream());
			ByteArrayOutputStream batch = new ByteArrayOutputStream();
			try {
				copyStartup(in, new DataOutputStream(batch));
				forward(batch);
				while (true) {
					byte type = copyMessage(in, new DataOutputStream(batch));
					// parse, bind, describe, execute, close
					if ("PBDEC".indexOf(type) < 0) {
						forward(batch);
					}
				}
			}
			catch (EOFException ex) {
				return null;
			}
			finally {
				hangUp();
			}
		}

		private void forward(ByteArrayOutputStream batch) throws IOException {
			Cut cut = CuttingProxy.this.next.get();
			if (cut != null && batch.toString(StandardCharsets.UTF_8).contains(cut.statement())
					&& CuttingProxy.this.next.compareAndSet(cut, null)) {
				this.broken = cut.moment();
				if (cut.moment() == Moment.BEFORE_EXECUTION) {
					throw new EOFException();
				}
			}
			batch.writeTo(this.server.getOutputStream());
			batch.reset();
		}

		Void forwardToClient() throws IOException {
			DataInputStream in = new DataInputStream(this.server.getInputStream());
			DataOutputStream out = new DataOutputStream(this.client.getOutputStream());
			try {
				while (true) {
					ByteArrayOutputStream message = new ByteArrayOutputStream();
					byte type = copyMessage(in, new DataOutputStream(message));
					if (this.broken == null) {
						message.writeTo(out);
					}
					else if (type == 'Z' && this.broken == Moment.BEFORE_THE_ANSWER) {
						return null;
					}
				}
			}
			catch (EOFException ex) {
				return null;
			}
			finally {
				hangUp();
			}
		}

		private void hangUp() {
			closeQuietly(this.client);
			closeQuietly(this.server);
		}

		private static void copyStartup(DataInputStream in, DataOutputStream out) throws IOException {
			int length = in.readInt();
			out.writeInt(length);
			out.write(in.readNBytes(length - 4));
		}

		private static byte copyMessage(DataInputStream in, DataOutputStream out) throws IOException {
			byte type = in.readByte();
			out.writeByte(type);
			copyStartup(in, out);
			return type;
		}

	}

}
