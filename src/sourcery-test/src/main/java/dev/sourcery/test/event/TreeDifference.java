package dev.sourcery.test.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/**
 * Compares the JSON as which an event was read with the JSON as which it is read. Fields
 * that are new are no difference.
 */
final class TreeDifference {

	private final List<String> problems = new ArrayList<>();

	private TreeDifference() {
	}

	static List<String> of(JsonNode before, JsonNode now) {
		TreeDifference difference = new TreeDifference();
		difference.compare("$", before, now);
		return difference.problems;
	}

	private void compare(String path, JsonNode before, JsonNode now) {
		if (before.isObject() && now.isObject()) {
			compareFields(path, before, now);
		}
		else if (before.isArray() && now.isArray()) {
			if (before.size() != now.size()) {
				this.problems.add("%s: had %d elements and has %d".formatted(path, before.size(), now.size()));
			}
			for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
				compare("%s[%d]".formatted(path, i), before.get(i), now.get(i));
			}
		}
		else if (!before.toString().equals(now.toString())) {
			this.problems.add("%s: was read as %s and is read as %s".formatted(path, before, now));
		}
	}

	private void compareFields(String path, JsonNode before, JsonNode now) {
		Set<String> added = new TreeSet<>(now.propertyNames());
		added.removeAll(before.propertyNames());
		for (Map.Entry<String, JsonNode> field : before.properties()) {
			String fieldPath = path + "." + field.getKey();
			JsonNode value = now.get(field.getKey());
			if (value != null) {
				compare(fieldPath, field.getValue(), value);
			}
			else if (!field.getValue().isNull()) {
				String renamed = added.isEmpty() ? ""
						: "; if it was renamed to %s, annotate that with @JsonAlias(\"%s\")"
							.formatted(String.join(" or ", added), field.getKey());
				this.problems
					.add("%s: the field is lost, it was read as %s%s".formatted(fieldPath, field.getValue(), renamed));
			}
		}
	}

	/**
	 * Returns the paths of all values, those of elements without their index, and
	 * constants of enums with their name.
	 */
	static Set<String> paths(JsonNode node, Set<String> constants) {
		Set<String> paths = new TreeSet<>();
		collect("$", node, constants, paths);
		return paths;
	}

	private static void collect(String path, JsonNode node, Set<String> constants, Set<String> paths) {
		if (node.isObject()) {
			paths.add(path);
			node.properties().forEach((field) -> {
				paths.add(path + "." + field.getKey());
				collect(path + "." + field.getKey(), field.getValue(), constants, paths);
			});
		}
		else if (node.isArray()) {
			node.forEach((element) -> collect(path + "[]", element, constants, paths));
		}
		else {
			paths.add(path);
			if (node.isString() && constants.contains(node.asString())) {
				paths.add(path + "=" + node.asString());
			}
		}
	}

}
