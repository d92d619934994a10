package dev.sourcery.processor;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles sources with the processor into a directory, which may contain the classes of
 * earlier compilations.
 */
final class Compiler {

	private static final Pattern TYPE = Pattern.compile(
			"^(?:@[\\w.]+(?:\\([^)]*\\))? )*(?:public )?(?:final |abstract |sealed )*(?:class|record|interface|enum|@interface) ([\\w$]+)",
			Pattern.MULTILINE);

	private final Path output;

	private final List<String> options = new ArrayList<>();

	private final List<Processor> others = new ArrayList<>();

	Compiler(Path output) {
		this.output = output;
	}

	Compiler with(String option) {
		this.options.add(option);
		return this;
	}

	Compiler with(Processor processor) {
		this.others.add(processor);
		return this;
	}

	/**
	 * Compiles sources of the package {@code app}. The imports are those of the
	 * annotations, in one line, so that the source begins in line 2.
	 */
	List<Problem> compile(String... sources) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		List<String> all = new ArrayList<>(List.of("-d", this.output.toString(), "-classpath",
				System.getProperty("java.class.path") + System.getProperty("path.separator") + this.output,
				"-parameters", "-Xlint:all,-processing,-options,-serial"));
		all.addAll(this.options);
		JavaCompiler.CompilationTask task = compiler.getTask(new StringWriter(), null, diagnostics, all, null,
				List.of(sources).stream().map(Source::new).toList());
		List<Processor> processors = new ArrayList<>(this.others);
		processors.add(new SourceryProcessor());
		task.setProcessors(processors);
		task.call();
		return diagnostics.getDiagnostics().stream().map(Problem::new).toList();
	}

	String index() {
		try {
			return Files.readString(this.output.resolve("META-INF/sourcery/index"), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	record Problem(Diagnostic.Kind kind, String type, long line, String message) {

		Problem(Diagnostic<? extends JavaFileObject> diagnostic) {
			this(diagnostic.getKind(), (diagnostic.getSource() != null) ? ((Source) diagnostic.getSource()).type : "",
					diagnostic.getLineNumber(), diagnostic.getMessage(Locale.ROOT));
		}

	}

	private static final class Source extends SimpleJavaFileObject {

		private final String type;

		private final String text;

		Source(String text) {
			this(nameOf(text), text);
		}

		private Source(String type, String text) {
			super(URI.create("string:///app/" + type + ".java"), Kind.SOURCE);
			this.type = type;
			this.text = text;
		}

		private static String nameOf(String text) {
			Matcher matcher = TYPE.matcher(text);
			if (!matcher.find()) {
				throw new IllegalArgumentException(text);
			}
			return matcher.group(1);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return "package app; import java.util.*; import java.util.stream.*; import dev.sourcery.aggregate.*;"
					+ " import dev.sourcery.event.*; import dev.sourcery.metadata.*; import dev.sourcery.projection.*;"
					+ " import dev.sourcery.repository.*;\n" + this.text;
		}

	}

}
