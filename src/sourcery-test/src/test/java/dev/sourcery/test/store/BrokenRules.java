package dev.sourcery.test.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the contract that a wrong store breaks, from {@code wrong-stores.txt}.
 *
 * @param always the methods that fail
 * @param perhaps the methods that fail depending on the schedule of threads; with a
 * question mark in the file
 */
record BrokenRules(Set<String> always, Set<String> perhaps) {

	/**
	 * The broken rules of all wrong stores, by their fault.
	 */
	static Map<String, BrokenRules> all() {
		try (InputStream file = BrokenRules.class.getResourceAsStream("wrong-stores.txt")) {
			Map<String, BrokenRules> all = new LinkedHashMap<>();
			for (String store : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n\n")) {
				List<String> lines = store.lines().map(String::strip).toList();
				all.put(lines.get(0), of(lines.subList(1, lines.size())));
			}
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static BrokenRules of(List<String> methods) {
		BrokenRules rules = new BrokenRules(new TreeSet<>(), new TreeSet<>());
		for (String method : methods) {
			if (method.endsWith("?")) {
				rules.perhaps().add(method.substring(0, method.length() - 1));
			}
			else {
				rules.always().add(method);
			}
		}
		return rules;
	}

}
