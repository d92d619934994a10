package dev.sourcery.processor;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

import javax.tools.Diagnostic.Kind;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Each event is also read by the serializer: what is an error cannot be read, and what is
 * none can be read.
 */
class ReadableEventsTests {

	@TempDir
	Path output;

	@ParameterizedTest
	@ValueSource(strings = { "record Changed(String name) {}", "static class Changed { String name; }",
			"static class Changed { private Changed() {} public String name; }",
			"static final class Changed { final String name; public Changed(String name, Integer number) { this.name = name; } }",
			"static class Changed { private Changed(String name) {} @com.fasterxml.jackson.annotation.JsonCreator static Changed of(@com.fasterxml.jackson.annotation.JsonProperty(\"name\") String name) { return new Changed(name); } }",
			"static class Changed { @com.fasterxml.jackson.annotation.JsonCreator private Changed(@com.fasterxml.jackson.annotation.JsonProperty(\"name\") String name) {} }",
			"static class Changed { public Changed(@com.fasterxml.jackson.annotation.JsonProperty(\"name\") String name) {} }",
			"enum Changed { ONE }", "record Changed(List<String> names, Map<String, Integer> counts, Object any) {}",
			"record Changed<T extends String>(T name, Class<?> type, List<? extends Integer> numbers) {}" })
	void whenAnEventCanBeReadThereIsNoError(String type) throws Exception {
		assertThat(new Compiler(this.output).compile("class Events {\n@EventType(\"changed\") " + type + "}"))
			.isEmpty();
		read(type.startsWith("enum") ? "\"ONE\"" : "{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "class Changed { public String name; }",
			"static class Changed { private Changed(String name, int number) {} }",
			"static class Changed { Changed(String name) {} }",
			"static class Changed { protected Changed(int a, int b) {} }" })
	void whenAnEventHasNoUsableConstructorItIsAnErrorAndCannotBeRead(String type) {
		Compiler compiler = new Compiler(this.output);
		String source = "class Events {\n@EventType(\"changed\") " + type + "}";
		assertThat(compiler.compile(source)).singleElement().satisfies((problem) -> {
			assertThat(problem.kind()).isEqualTo(Kind.ERROR);
			assertThat(problem.line()).isEqualTo(3);
			assertThat(problem.message()).containsAnyOf(
					"Event Changed is an inner class, which cannot be read back without its outer object. Make it static, or a record.",
					"Event Changed cannot be read back, since it has neither a constructor without parameters nor a public one. Make it a record");
		});
		compiler.with("-Asourcery.checks=off").compile(source);
		assertThatException().isThrownBy(() -> read("{}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "record Changed<T>(\nT things) {}", "record Changed(\nList<?> things) {}",
			"record Changed(\nMap<String, ? extends Number> things) {}", "record Changed<T>(\nT[] things) {}",
			"static class Changed<T extends Comparable<T>> {\npublic T things; }" })
	void whenTheTypeOfAFieldIsUnknownItIsAnErrorAndCannotBeRead(String type) {
		Compiler compiler = new Compiler(this.output);
		String source = "class Events {\n@EventType(\"changed\") " + type + "}";
		assertThat(compiler.compile(source)).singleElement().satisfies((problem) -> {
			assertThat(problem.kind()).isEqualTo(Kind.ERROR);
			assertThat(problem.line()).isEqualTo(4);
			assertThat(problem.message()).contains("Field 'things' of event Changed has the type",
					"Name a concrete type, annotate the field with @JsonTypeInfo");
		});
		compiler.with("-Asourcery.checks=off").compile(source);
		assertThatException().isThrownBy(() -> read("{}"))
			.withMessageContaining("does not determine the class to read");
	}

	@Test
	void whenTheMapperIsCustomizedOrTheEventIsConfiguredThereIsNoError() {
		Compiler compiler = new Compiler(this.output);
		String unreadable = "@EventType(\"changed\") class Changed { Changed(String name) {} }";
		assertThat(compiler.compile(unreadable)).hasSize(1);
		assertThat(compiler.compile("@interface Value {}", "@Value " + unreadable)).isEmpty();
		assertThat(compiler.compile(unreadable, """
				class Configuration {
					JsonEventSerializer serializer() { return null; }
				}
				""")).isEmpty();
		assertThat(compiler.compile(
				"""
						class Events {
							@EventType("listed")
							record Changed(@com.fasterxml.jackson.annotation.JsonTypeInfo(use = com.fasterxml.jackson.annotation.JsonTypeInfo.Id.NAME) List<?> things) {}
						}
						"""))
			.isEmpty();
	}

	private void read(String json) throws IOException, ClassNotFoundException {
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { this.output.toUri().toURL() },
				getClass().getClassLoader())) {
			EventTypes types = EventTypes.of(classLoader.loadClass("app.Events$Changed"));
			new JsonEventSerializer(types).read(new EventTypeName("changed", 1), json);
		}
	}

}
