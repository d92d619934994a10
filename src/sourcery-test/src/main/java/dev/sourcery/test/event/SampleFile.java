package dev.sourcery.test.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.JsonEventSerializer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file with samples of events of one type.
 *
 * @param path the file
 * @param type the type under which the events are stored
 * @param samples the samples
 */
record SampleFile(Path path, EventTypeName type, List<Sample> samples) {

	static final JsonMapper MAPPER = JsonEventSerializer.storing().build();

	private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

	static Path pathOf(Path directory, EventTypeName type) {
		String name = type.name().replaceAll("[^A-Za-z0-9._-]", "_");
		return directory.resolve("%s.v%d.json".formatted(name, type.schemaVersion()));
	}

	static SampleFile read(Path path) {
		try {
			JsonNode root = MAPPER.readTree(Files.readString(path));
			List<Sample> samples = new ArrayList<>();
			for (JsonNode sample : root.required("samples")) {
				samples.add(new Sample(sample.required("stored"), sample.get("read")));
			}
			return new SampleFile(path,
					new EventTypeName(root.required("type").asString(), root.required("version").asInt()), samples);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new AssertionError(
					"%s is not a file of event samples. Restore it from version control.".formatted(path), ex);
		}
	}

	void write() {
		ObjectNode root = MAPPER.createObjectNode();
		root.put("type", this.type.name()).put("version", this.type.schemaVersion());
		ArrayNode array = root.putArray("samples");
		for (Sample sample : this.samples) {
			ObjectNode object = array.addObject();
			object.set("stored", sample.stored());
			if (sample.read() != null) {
				object.set("read", sample.read());
			}
		}
		DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(INDENTER)
			.withArrayIndenter(INDENTER);
		try {
			Files.createDirectories(this.path.toAbsolutePath().getParent());
			Files.writeString(this.path, MAPPER.writer().with(printer).writeValueAsString(root) + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
