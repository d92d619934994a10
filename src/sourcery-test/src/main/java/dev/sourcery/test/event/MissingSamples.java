package dev.sourcery.test.event;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.Upcaster;
import tools.jackson.databind.JsonNode;

/**
 * Writes samples of event types, and of fields and constants, that have none.
 */
final class MissingSamples {

	private static final int MAX_VARIANTS = 100;

	private final EventEvolution evolution;

	private final Path directory;

	private final List<Object> given;

	private final Set<Path> written = new LinkedHashSet<>();

	private final List<String> problems = new ArrayList<>();

	MissingSamples(EventEvolution evolution, Path directory, List<Object> given) {
		this.evolution = evolution;
		this.directory = directory;
		this.given = given;
	}

	Set<Path> written() {
		return this.written;
	}

	List<String> problems() {
		return this.problems;
	}

	void write(List<SampleFile> files) {
		Map<EventTypeName, List<SampleFile>> byType = new LinkedHashMap<>();
		files.forEach((file) -> byType.computeIfAbsent(file.type(), (type) -> new ArrayList<>()).add(file));
		for (Class<?> eventClass : this.evolution.types().eventClasses()) {
			EventTypeName type = this.evolution.types().typeOf(eventClass);
			add(eventClass, type, byType.getOrDefault(type, List.of()));
		}
		for (Upcaster upcaster : this.evolution.rules().upcasters()) {
			if (!byType.containsKey(upcaster.source())) {
				this.problems.add(
						"  %s version %d, from which an upcaster converts events, has no class any more: create %s with the payload of a stored event, as {\"type\":\"%s\",\"version\":%d,\"samples\":[{\"stored\":{}}]}"
							.formatted(upcaster.source().name(), upcaster.source().schemaVersion(),
									SampleFile.pathOf(this.directory, upcaster.source()), upcaster.source().name(),
									upcaster.source().schemaVersion()));
			}
		}
	}

	private void add(Class<?> eventClass, EventTypeName type, List<SampleFile> files) {
		List<Sample> existing = files.stream().flatMap((file) -> file.samples().stream()).toList();
		List<Sample> added = new ArrayList<>();
		List<Object> own = this.given.stream().filter((event) -> event.getClass() == eventClass).toList();
		if (own.isEmpty()) {
			addGenerated(eventClass, type, existing, added);
		}
		for (Object event : own) {
			addUncovered(stored(event), type, Set.of(), existing, added);
		}
		if (!added.isEmpty()) {
			SampleFile file = files.isEmpty() ? new SampleFile(SampleFile.pathOf(this.directory, type), type, List.of())
					: files.get(0);
			List<Sample> all = new ArrayList<>(file.samples());
			all.addAll(added);
			new SampleFile(file.path(), type, all).write();
			this.written.add(file.path());
		}
	}

	private void addGenerated(Class<?> eventClass, EventTypeName type, List<Sample> existing, List<Sample> added) {
		try {
			int variants = 1;
			for (int i = 0; i < Math.min(variants, MAX_VARIANTS); i++) {
				SampleGenerator generator = new SampleGenerator(i);
				JsonNode stored = stored(generator.create(eventClass));
				variants = Math.max(variants, generator.variants());
				addUncovered(stored, type, generator.constants(), existing, added);
			}
		}
		catch (UnsupportedSampleException ex) {
			if (existing.isEmpty()) {
				this.problems.add("  %s version %d: %s. Add a sample with EventFormats.sample(new %s(...))."
					.formatted(type.name(), type.schemaVersion(), ex.getMessage(), eventClass.getSimpleName()));
			}
		}
	}

	private void addUncovered(JsonNode stored, EventTypeName type, Set<String> constants, List<Sample> existing,
			List<Sample> added) {
		Set<String> missing = new HashSet<>(TreeDifference.paths(stored, constants));
		existing.forEach((sample) -> missing.removeAll(TreeDifference.paths(sample.stored(), constants)));
		added.forEach((sample) -> missing.removeAll(TreeDifference.paths(sample.stored(), constants)));
		if (!missing.isEmpty()) {
			added.add(new Sample(stored, SampleCheck.read(this.evolution, type, stored)));
		}
	}

	private JsonNode stored(Object event) {
		return SampleFile.MAPPER.readTree(this.evolution.write(event));
	}

}
