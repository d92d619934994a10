package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

import org.springframework.util.FileSystemUtils;

/**
 * The directory of a server after its first start, one for each test class. Tests of
 * later starts begin with a copy, which takes a fraction of the time of a first start.
 */
record PreparedDirectory(Path root) implements AutoCloseable {

	private static PreparedDirectory create() throws IOException {
		PreparedDirectory created = new PreparedDirectory(Files.createTempDirectory("prepared"));
		BookkeepingApplication.start(created.root.toString()).close();
		return created;
	}

	/**
	 * Copies data and passwords, without the port.
	 */
	void copyTo(Path directory) throws IOException {
		copy("pgpass", directory);
		copy("data", directory);
	}

	private void copy(String name, Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(this.root.resolve(name))) {
			for (Path file : (Iterable<Path>) files::iterator) {
				Files.copy(file, directory.resolve(this.root.relativize(file).toString()),
						StandardCopyOption.COPY_ATTRIBUTES);
			}
		}
	}

	@Override
	public void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.root);
	}

	/**
	 * Comes before the extension that captures the output, so that the lines of the first
	 * start are not among those of a test.
	 */
	static final class Extension extends TypeBasedParameterResolver<PreparedDirectory> implements BeforeAllCallback {

		private static final Namespace NAMESPACE = Namespace.create(PreparedDirectory.class);

		@Override
		public void beforeAll(ExtensionContext context) throws IOException {
			context.getStore(NAMESPACE).put(PreparedDirectory.class, create());
		}

		@Override
		public PreparedDirectory resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return context.getStore(NAMESPACE).get(PreparedDirectory.class, PreparedDirectory.class);
		}

	}

}
