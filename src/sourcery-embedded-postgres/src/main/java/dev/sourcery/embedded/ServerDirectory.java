package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * The directory of one embedded server and what lies in it. Everything but
 * {@link #open(Path)} needs its {@link DirectoryLock}.
 */
record ServerDirectory(Path root) {

	private static final int LOG_LINES = 15;

	private static final Set<String> OWN_FILES = Set.of(".gitignore", "binaries", "data", "data.unfinished",
			"initial-password", "initial-password.new", "lock", "pgpass", "pgpass.new", "port", "port.new",
			"server.log");

	/**
	 * Creates the directory where it is missing.
	 * @param directory as it was configured
	 * @return the directory by its real path, so that one directory has one name
	 * @throws EmbeddedPostgresStartException if it cannot be created
	 */
	static ServerDirectory open(Path directory) {
		Path absolute = directory.toAbsolutePath().normalize();
		try {
			Files.createDirectories(absolute);
			ServerDirectory opened = new ServerDirectory(absolute.toRealPath());
			opened.keepPrivate();
			opened.keepOutOfVersionControl();
			return opened;
		}
		catch (IOException ex) {
			throw new EmbeddedPostgresStartException(absolute, "the directory cannot be created or written to: " + ex,
					ex);
		}
	}

	Path lock() {
		return this.root.resolve("lock");
	}

	Path log() {
		return this.root.resolve("server.log");
	}

	/**
	 * Where the passwords are kept, in the format of a {@code .pgpass} file.
	 * @return the path
	 */
	Path passwords() {
		return this.root.resolve("pgpass");
	}

	/**
	 * Where the port of the last start is kept.
	 * @return the path, which may not exist
	 */
	Path port() {
		return this.root.resolve("port");
	}

	/**
	 * Where initdb reads the password of the superuser from.
	 * @return the path, which exists only meanwhile
	 */
	Path initialPassword() {
		return this.root.resolve("initial-password");
	}

	Path data() {
		return this.root.resolve("data");
	}

	boolean hasData() {
		return Files.exists(data());
	}

	/**
	 * Where a new cluster is built. It gets the name {@link #data()} only when complete,
	 * so a process that is killed meanwhile leaves no half-made data directory.
	 * @return the path, which may not exist
	 */
	Path unfinishedData() {
		return this.root.resolve("data.unfinished");
	}

	void discardUnfinishedData() throws IOException {
		FileSystemUtils.deleteRecursively(unfinishedData());
	}

	void finishData() throws IOException {
		Files.move(unfinishedData(), data(), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * The version of PostgreSQL that made the data.
	 * @return the major version
	 * @throws IOException if it cannot be read
	 */
	String dataVersion() throws IOException {
		return Files.readString(data().resolve("PG_VERSION")).strip();
	}

	void beginLog() throws IOException {
		PrivateFiles.create(log());
	}

	boolean logContains(String text) throws IOException {
		return Files.exists(log()) && readLog().contains(text);
	}

	/**
	 * The end of the server's log, for an error message.
	 * @return the last lines, or an empty text if there is no log
	 */
	String logTail() {
		try {
			List<String> lines = readLog().lines().toList();
			return String.join(System.lineSeparator(),
					lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
		}
		catch (IOException ex) {
			return "";
		}
	}

	private String readLog() throws IOException {
		// decodes any bytes: messages of the operating system need not be UTF-8
		return new String(Files.readAllBytes(log()), StandardCharsets.ISO_8859_1);
	}

	/**
	 * A directory that holds other things as well, or belongs to another user, keeps the
	 * permissions it has: what is secret in it has its own.
	 */
	private void keepPrivate() throws IOException {
		boolean own;
		try (Stream<Path> content = Files.list(this.root)) {
			own = content.map((path) -> path.getFileName().toString()).allMatch(OWN_FILES::contains);
		}
		try {
			if (own) {
				PrivateFiles.restrict(this.root);
			}
		}
		catch (FileSystemException ex) {
			// only its owner may change the permissions
		}
	}

	private void keepOutOfVersionControl() throws IOException {
		Path ignore = this.root.resolve(".gitignore");
		if (!Files.exists(ignore)) {
			Files.writeString(ignore, "*\n");
		}
	}

}
