package dev.sourcery.test.event;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.ReadEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads samples, and compares the result with the recorded one.
 */
final class SampleCheck {

	private final EventEvolution evolution;

	private final boolean accepting;

	private final List<String> problems = new ArrayList<>();

	private final List<SampleFile> recorded = new ArrayList<>();

	private final List<Path> added = new ArrayList<>();

	SampleCheck(EventEvolution evolution, boolean accepting) {
		this.evolution = evolution;
		this.accepting = accepting;
	}

	List<String> problems() {
		return this.problems;
	}

	/**
	 * Returns the files whose results are recorded now.
	 */
	List<SampleFile> recorded() {
		return this.recorded;
	}

	/**
	 * Returns the files with samples whose result was not recorded before.
	 */
	List<Path> added() {
		return this.added;
	}

	void check(SampleFile file) {
		if (this.evolution.rules().retired().contains(file.type().name())) {
			return;
		}
		List<Sample> now = new ArrayList<>();
		for (Sample sample : file.samples()) {
			String place = "  %s version %d, sample %d of %s".formatted(file.type().name(), file.type().schemaVersion(),
					now.size() + 1, file.path());
			now.add(new Sample(sample.stored(), readNow(place, file.type(), sample)));
		}
		if (!now.equals(file.samples())) {
			if (file.samples().stream().anyMatch((sample) -> sample.read() == null)) {
				this.added.add(file.path());
			}
			this.recorded.add(new SampleFile(file.path(), file.type(), now));
		}
	}

	private @Nullable JsonNode readNow(String place, EventTypeName type, Sample sample) {
		ArrayNode now;
		try {
			now = read(this.evolution, type, sample.stored());
		}
		catch (SourceryException ex) {
			this.problems.add("%s:%n    cannot be read: %s".formatted(place, ex.getMessage()));
			return null;
		}
		if (sample.read() == null || this.accepting) {
			return now;
		}
		List<String> differences = differences(sample.read(), now);
		differences.forEach((difference) -> this.problems.add("%s:%n    %s".formatted(place, difference)));
		return sample.read();
	}

	static ArrayNode read(EventEvolution evolution, EventTypeName type, JsonNode stored) {
		ArrayNode events = SampleFile.MAPPER.createArrayNode();
		for (ReadEvent event : evolution.read(type, SampleFile.MAPPER.writeValueAsString(stored))) {
			ObjectNode object = events.addObject();
			object.put("type", event.type().name()).put("version", event.type().schemaVersion());
			object.set("payload", SampleFile.MAPPER.readTree(evolution.write(event.payload())));
		}
		return events;
	}

	private static List<String> differences(JsonNode before, JsonNode now) {
		if (!types(before).equals(types(now))) {
			return List.of("was read as %s and is read as %s".formatted(types(before), types(now)));
		}
		List<String> differences = new ArrayList<>();
		for (int i = 0; i < before.size(); i++) {
			differences.addAll(TreeDifference.of(before.get(i).required("payload"), now.get(i).required("payload")));
		}
		return differences;
	}

	private static List<String> types(JsonNode events) {
		List<String> types = new ArrayList<>();
		events.forEach((event) -> types
			.add("%s version %s".formatted(event.required("type").asString(), event.required("version"))));
		return types;
	}

}
