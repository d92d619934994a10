package dev.sourcery.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import dev.sourcery.processor.SourceryProcessor;

/**
 * The sources of an application with many aggregates, generated and compiled.
 */
final class StartUpSources {

	static final String APPLICATION = "generated.Application";

	private static final int EVENTS_PER_AGGREGATE = 6;

	private final List<JavaFileObject> sources = new ArrayList<>();

	StartUpSources(int aggregates) {
		this.sources.add(new Source("Application", """
				package generated;
				@org.springframework.boot.autoconfigure.SpringBootApplication
				public class Application {}
				"""));
		for (int i = 0; i < aggregates; i++) {
			this.sources.add(new Source("Aggregate" + i, aggregate(i)));
		}
	}

	private static String aggregate(int number) {
		StringBuilder source = new StringBuilder("""
				package generated;
				import dev.sourcery.aggregate.*;
				import dev.sourcery.event.EventType;
				@Aggregate("aggregate-%1$s")
				public record Aggregate%1$s(String name, java.math.BigDecimal amount) {
				""".formatted(number));
		for (int event = 0; event < EVENTS_PER_AGGREGATE; event++) {
			source.append("""
						@EventType("aggregate-%1$s.happened-%2$s")
						public record Happened%2$s(String name, java.math.BigDecimal amount, java.time.Instant at) {}
						public record Command%2$s(String name, java.math.BigDecimal amount) {}
						@CommandHandler %3$s Happened%2$s handle(Command%2$s command) {
							return new Happened%2$s(command.name(), command.amount(), java.time.Instant.EPOCH);
						}
						@Apply %3$s Aggregate%1$s on(Happened%2$s event) {
							return new Aggregate%1$s(event.name(), event.amount());
						}
					""".formatted(number, event, (event == 0) ? "static" : ""));
		}
		return source.append("}\n").toString();
	}

	/**
	 * Compiles the application.
	 * @param indexed whether the processor writes an index
	 */
	Path compile(boolean indexed) {
		try {
			Path output = Files.createTempDirectory(Files.createDirectories(Path.of("target", "start-up")), "classes");
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			JavaCompiler.CompilationTask task = compiler.getTask(
					null, null, null, List.of("-d", output.toString(), "-classpath",
							System.getProperty("java.class.path"), "-parameters", "-nowarn", "-Xlint:-options"),
					null, this.sources);
			task.setProcessors(indexed ? List.of(new SourceryProcessor()) : List.of());
			if (!task.call()) {
				throw new IllegalStateException("The application does not compile");
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String name, String text) {
			super(URI.create("string:///generated/%s.java".formatted(name)), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
