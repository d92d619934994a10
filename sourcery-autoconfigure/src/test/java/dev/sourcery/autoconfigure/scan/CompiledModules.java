package dev.sourcery.autoconfigure.scan;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import dev.sourcery.processor.SourceryProcessor;

/**
 * Compiles the modules of an application into directories and jars.
 */
final class CompiledModules {

	private final Path directory;

	private final List<URL> classPath = new ArrayList<>();

	CompiledModules(Path directory) {
		this.directory = directory;
	}

	/**
	 * Compiles with the processor.
	 * @return the directory of the classes
	 */
	Path indexed(String module, String... types) {
		return compile(module, true, types);
	}

	Path unindexed(String module, String... types) {
		return compile(module, false, types);
	}

	private Path compile(String module, boolean indexed, String... types) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Path output = this.directory.resolve(module);
		try {
			Files.createDirectories(output);
			JavaCompiler.CompilationTask task = compiler.getTask(
					null, null, null, List.of("-d", output.toString(), "-classpath",
							System.getProperty("java.class.path"), "-Xlint:-options"),
					null, Stream.of(types).map(Source::new).toList());
			task.setProcessors(indexed ? List.of(new SourceryProcessor()) : List.of());
			if (!task.call()) {
				throw new IllegalStateException(module);
			}
			this.classPath.add(output.toUri().toURL());
			return output;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Packages the classes of a module and puts the jar in their place on the class path.
	 */
	void packaged(Path classes) throws IOException {
		Path jar = this.directory.resolve(classes.getFileName() + ".jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> files = Files.walk(classes)) {
			for (Path file : files.filter((each) -> !each.equals(classes)).sorted().toList()) {
				String name = classes.relativize(file).toString().replace('\\', '/');
				out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
				if (Files.isRegularFile(file)) {
					Files.copy(file, out);
				}
				out.closeEntry();
			}
		}
		this.classPath.remove(classes.toUri().toURL());
		this.classPath.add(jar.toUri().toURL());
	}

	URLClassLoader classLoader() throws MalformedURLException {
		return new URLClassLoader(this.classPath.toArray(URL[]::new), getClass().getClassLoader());
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		// such as: @EventType("happened") record Happened() {}
		Source(String type) {
			super(URI.create("string:///com/example/app/%s.java"
				.formatted(type.replaceAll("(?s).*?(?:class|record) (\\w+).*", "$1"))), Kind.SOURCE);
			this.text = "package com.example.app; import dev.sourcery.aggregate.*; import dev.sourcery.event.*;"
					+ " import dev.sourcery.projection.*; import org.springframework.context.annotation.*; " + type;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
