package dev.sourcery.autoconfigure.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.event.EventType;
import dev.sourcery.projection.Projection;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The indexes that the annotation processor has written, one in each directory or jar of
 * the class path that was compiled with it.
 *
 * @param roots the locations whose classes are all in their index, as the beginnings of
 * URLs
 * @param types the types in the indexes
 */
record ClassPathIndex(List<String> roots, List<IndexedType> types) {

	static final String PATH = "META-INF/sourcery/index";

	static final ClassPathIndex NONE = new ClassPathIndex(List.of(), List.of());

	private static final String HEADER = "# sourcery 1";

	private static final Map<String, Class<? extends Annotation>> KINDS = Map.of("aggregate", Aggregate.class, "event",
			EventType.class, "projection", Projection.class);

	static ClassPathIndex read(ResourcePatternResolver resources) {
		List<String> roots = new ArrayList<>();
		List<IndexedType> types = new ArrayList<>();
		try {
			for (Resource index : resources.getResources("classpath*:" + PATH)) {
				read(index, resources, roots, types);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The index " + PATH + " cannot be read", ex);
		}
		return new ClassPathIndex(List.copyOf(roots), List.copyOf(types));
	}

	private static void read(Resource index, ResourcePatternResolver resources, List<String> roots,
			List<IndexedType> types) throws IOException {
		String location = index.getURL().toString();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(index.getInputStream(), StandardCharsets.UTF_8))) {
			// the index of another version of the processor is not used
			if (!HEADER.equals(lines.readLine())) {
				return;
			}
			lines.lines().map((line) -> line.split(" ", -1)).forEach((words) -> add(types, words, location));
		}
		String root = location.substring(0, location.length() - PATH.length());
		// Java processors do not see the classes of Kotlin
		if (resources.getResources(root + "META-INF/*.kotlin_module").length == 0) {
			roots.add(root);
		}
	}

	private static void add(List<IndexedType> types, String[] words, String location) {
		Class<? extends Annotation> annotation = KINDS.get(words[0]);
		if (annotation != null) {
			types.add(new IndexedType(annotation, words[1], words.length > 2, location));
		}
	}

	boolean isComplete(String url) {
		return this.roots.stream().anyMatch(url::startsWith);
	}

}
