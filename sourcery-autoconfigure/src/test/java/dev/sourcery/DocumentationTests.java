package dev.sourcery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents show is code that compiles, and what they link to is there.
 */
class DocumentationTests {

	private static final Pattern PUBLIC_TYPE = Pattern
		.compile("^public (?:[a-z-]+ )*(?:class|interface|record|enum|@interface) ", Pattern.MULTILINE);

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern SNIPPET = Pattern.compile("(<!-- from: (\\S+) -->\n)?```java\n(.*?)```",
			Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

	private static final Pattern DESCRIPTION = Pattern.compile("\"description\": \"((?:[^\"\\\\]|\\\\.)*)");

	private static final Pattern PROPERTY = Pattern.compile("\"name\": \"(sourcery\\.[a-z.-]+)\",\\s+\"type\"");

	@Test
	void everyJavaSnippetStandsInASourceFile() throws IOException {
		int snippets = 0;
		for (Path document : documents()) {
			Matcher snippet = SNIPPET.matcher(Files.readString(document));
			while (snippet.find()) {
				snippets++;
				assertThat(snippet.group(2)).as("source of a snippet in %s:\n%s", document, snippet.group(3))
					.isNotNull();
				requireLinesInOrder(snippet.group(3), ROOT.resolve(snippet.group(2)));
			}
		}
		assertThat(snippets).isPositive();
	}

	private static void requireLinesInOrder(String snippet, Path source) throws IOException {
		Iterator<String> lines = Files.readAllLines(source).stream().map(String::strip).iterator();
		for (String wanted : snippet.lines().map(String::strip).toList()) {
			boolean found = wanted.isEmpty() || wanted.contains("…");
			while (!found && lines.hasNext()) {
				found = lines.next().equals(wanted);
			}
			assertThat(found).as("'%s' in %s", wanted, source).isTrue();
		}
	}

	@Test
	void everyLinkLeadsSomewhere() throws IOException {
		for (Path document : documents()) {
			Matcher link = LINK.matcher(Files.readString(document));
			while (link.find()) {
				assertThat(document.resolveSibling(link.group(1))).as("link in %s", document).exists();
			}
		}
	}

	@Test
	void theFirstApplicationOfTheReadmeIsShort() throws IOException {
		Matcher snippet = SNIPPET.matcher(Files.readString(ROOT.resolve("README.md")));
		long lines = 0;
		while (snippet.find()) {
			lines += snippet.group(3).lines().filter(DocumentationTests::isCode).count();
		}
		assertThat(lines).isBetween(20L, 60L);
	}

	private static boolean isCode(String line) {
		return !line.isBlank() && !line.startsWith("import ") && !line.startsWith("// …");
	}

	@Test
	void everyPublicTypeHasTheVersionThatBroughtIt() throws IOException {
		try (Stream<Path> modules = Files.list(ROOT.resolve("src"))) {
			for (Path module : Stream.concat(modules, Stream.of(ROOT.resolve("sourcery-autoconfigure"))).toList()) {
				requireSince(module.resolve("src/main/java"));
			}
		}
	}

	private static void requireSince(Path sources) throws IOException {
		if (Files.exists(sources) && !sources.toString().contains("benchmarks")) {
			try (Stream<Path> files = Files.walk(sources)) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					String text = Files.readString(file);
					Matcher type = PUBLIC_TYPE.matcher(text);
					if (type.find()) {
						String before = text.substring(0, type.start());
						assertThat(before.substring(before.lastIndexOf("/**"))).as("Javadoc of %s", file)
							.contains("@since ");
					}
				}
			}
		}
	}

	@Test
	void everyPropertyIsInTheGuide() throws IOException {
		String metadata = Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
		String guide = Files.readString(ROOT.resolve("src/docs/guide.md"));
		List<String> properties = new ArrayList<>();
		Matcher property = PROPERTY.matcher(metadata.substring(metadata.indexOf("\"properties\"")));
		while (property.find()) {
			properties.add(property.group(1));
		}
		assertThat(properties).hasSizeGreaterThan(10)
			.allSatisfy((name) -> assertThat(guide).contains("`" + name + "`"));
	}

	@Test
	void theGuideHasTheDefaultOfEachProperty() throws IOException {
		JsonNode metadata = new JsonMapper()
			.readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
		String guide = Files.readString(ROOT.resolve("src/docs/guide.md"));
		List<String> rows = new ArrayList<>();
		for (JsonNode property : metadata.get("properties")) {
			if (property.has("defaultValue")) {
				rows.add("| `%s` | `%s` |".formatted(property.get("name").asString(),
						property.get("defaultValue").asString()));
			}
		}
		assertThat(rows).hasSizeGreaterThan(10).allSatisfy((row) -> assertThat(guide).contains(row));
	}

	@Test
	void everyDescriptionOfAPropertyIsASentence() throws IOException {
		String metadata = Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json"));
		Matcher description = DESCRIPTION.matcher(metadata.substring(metadata.indexOf("\"properties\"")));
		List<String> descriptions = new ArrayList<>();
		while (description.find()) {
			descriptions.add(description.group(1));
		}
		assertThat(descriptions).hasSizeGreaterThan(10)

			.allMatch((text) -> text.matches("[A-Z].*\\."));
	}

	private static List<Path> documents() throws IOException {
		try (Stream<Path> guides = Files.walk(ROOT.resolve("src/docs"))) {
			return Stream
				.concat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(ROOT::resolve),
						guides.filter((path) -> path.toString().endsWith(".md")))
				.toList();
		}
	}

}
