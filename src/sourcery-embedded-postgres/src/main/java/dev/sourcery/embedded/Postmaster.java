package dev.sourcery.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The running main process of a PostgreSQL server, found by the pid file in its data
 * directory.
 */
final class Postmaster {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Path pidFile;

	private final ProcessHandle process;

	private Postmaster(Path pidFile, ProcessHandle process) {
		this.pidFile = pidFile;
		this.process = process;
	}

	/**
	 * Finds the server that runs on a data directory. A file that names a process of
	 * another program, which happens when process ids are reused after a restart of a
	 * container, is removed because it prevents PostgreSQL from starting.
	 * @param data the data directory
	 * @return the server, or empty if none runs there
	 * @throws IOException if the file cannot be read or removed
	 */
	static Optional<Postmaster> of(Path data) throws IOException {
		Path pidFile = data.resolve("postmaster.pid");
		if (!Files.exists(pidFile)) {
			return Optional.empty();
		}
		Optional<ProcessHandle> process = process(Files.readString(pidFile));
		if (process.isEmpty()) {
			return Optional.empty();
		}
		if (isOtherProgram(process.get(), data)) {
			Files.deleteIfExists(pidFile);
			return Optional.empty();
		}
		return Optional.of(new Postmaster(pidFile, process.get()));
	}

	private static Optional<ProcessHandle> process(String pidFile) {
		String pid = pidFile.lines().findFirst().orElse("").strip();
		if (!pid.matches("\\d{1,18}")) {
			return Optional.empty();
		}
		return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
	}

	// Missing information from the operating system does not prove that it is another
	// program.
	private static boolean isOtherProgram(ProcessHandle process, Path data) {
		Optional<String> command = process.info().command();
		if (command.isPresent() && !fileName(command.get()).startsWith("postgres")) {
			return true;
		}
		Optional<String[]> arguments = process.info().arguments();
		return arguments.isPresent() && !Arrays.asList(arguments.get()).contains(data.toString());
	}

	private static String fileName(String path) {
		return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(File.separatorChar)) + 1);
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Stops the server: first with a request that waits for its clients to disconnect,
	 * then forcibly, which loses no committed data.
	 * @param timeout maximum time to wait after the forcible stop
	 * @return whether the server has ended
	 * @throws InterruptedException if interrupted while waiting
	 */
	boolean stop(Duration timeout) throws InterruptedException {
		// Its child processes hold the shared memory, which the next server needs in
		// order to start.
		List<ProcessHandle> family = Stream.concat(Stream.of(this.process), this.process.descendants()).toList();
		this.process.destroy();
		if (awaitEnd(family, PATIENCE)) {
			return true;
		}
		this.process.destroyForcibly();
		return awaitEnd(family, timeout);
	}

	/**
	 * Waits for a server that is already stopping.
	 * @param timeout maximum time to wait
	 * @return whether the server has ended
	 * @throws InterruptedException if interrupted while waiting
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return awaitEnd(List.of(this.process), timeout);
	}

	// A server that ended regularly has removed its file, also if its process is not
	// reaped.
	private boolean awaitEnd(List<ProcessHandle> family, Duration timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout.toNanos();
		while (Files.exists(this.pidFile) && family.stream().anyMatch(ProcessHandle::isAlive)) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			Thread.sleep(20);
		}
		return true;
	}

}
