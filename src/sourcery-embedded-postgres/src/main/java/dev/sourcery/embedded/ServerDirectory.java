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
 * The directory of one embedded server and its content. All methods except
 * {@link #open(Path)} require its {@link DirectoryLock}.
 */
record ServerDirectory(Path root) {

	private static final int LOG_LINES = 15;

	private static final Set<String> OWN_FILES = Set.of(".gitignore", "binaries", "data", "data.unfinished",
			"initial-password", "initial-password.new", "lock", "pgpass", "pgpass.new", "port", "port.new",
			"server.log");

	/**
	 * Creates the directory if it is missing.
	 * @param directory the configured directory
	 * @return the directory with its real path, so that each directory has exactly one
	 * name
	 * @throws EmbeddedPostgresStartException if the directory cannot be created
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
	 * Returns the file with the passwords, in the format of a {@code .pgpass} file.
	 * @return the path
	 */
	Path passwords() {
		return this.root.resolve("pgpass");
	}

	/**
	 * Returns the file with the port of the last start.
	 * @return the path, which may not exist
	 */
	Path port() {
		return this.root.resolve("port");
	}

	/**
	 * Returns the file from which initdb reads the password of the superuser.
	 * @return the path, which exists only while the data is created
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
	 * Returns the directory in which a new cluster is created. It is renamed to
	 * {@link #data()} only when it is complete, so a process that is killed before leaves
	 * no incomplete data directory.
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
	 * Returns the version of PostgreSQL that created the data.
	 * @return the major version
	 * @throws IOException if the version cannot be read
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
	 * Returns the end of the log of the server, for an error message.
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
		// decodes any bytes: messages of the operating system are not necessarily UTF-8
		return new String(Files.readAllBytes(log()), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Restricts the permissions of the directory. A directory that also contains other
	 * files, or belongs to another user, keeps its permissions: the secret files in it
	 * have their own.
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
			// only the owner of the directory may change its permissions
		}
	}

	private void keepOutOfVersionControl() throws IOException {
		Path ignore = this.root.resolve(".gitignore");
		if (!Files.exists(ignore)) {
			Files.writeString(ignore, "*\n");
		}
	}

}
