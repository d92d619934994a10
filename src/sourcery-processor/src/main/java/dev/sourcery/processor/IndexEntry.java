package dev.sourcery.processor;

import java.util.Locale;

/**
 * A line of the index.
 *
 * @param kind the kind of the type
 * @param name the binary name of the type
 * @param conditional whether Spring decides at start whether the type is used
 */
record IndexEntry(Kind kind, String name, boolean conditional) implements Comparable<IndexEntry> {

	private static final String CONDITIONAL = "conditional";

	/**
	 * The order of the kinds is their order in the file.
	 */
	enum Kind {

		AGGREGATE, EVENT, PROJECTION, HANDLERS;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Reads a line of a well-formed index.
	 */
	static IndexEntry parse(String line) {
		String[] words = line.split(" ", -1);
		return new IndexEntry(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1],
				words.length > 2 && words[2].equals(CONDITIONAL));
	}

	String line() {
		return this.kind.word() + " " + this.name + (this.conditional ? " " + CONDITIONAL : "");
	}

	@Override
	public int compareTo(IndexEntry other) {
		int byKind = this.kind.compareTo(other.kind);
		return (byKind != 0) ? byKind : this.name.compareTo(other.name);
	}

}
