package dev.sourcery.export;

import java.util.ArrayList;
import java.util.List;

/**
 * Events that are held in memory together, limited by a number of events and a number of
 * bytes.
 */
record Chunk(List<NumberedRow> events) {

	private static final int MAX_BYTES = 4 << 20;

	/**
	 * Reads the next events of a file; none at its end.
	 */
	static Chunk read(EventFileReader reader, int maxEvents) {
		List<NumberedRow> events = new ArrayList<>();
		long bytes = 0;
		while (events.size() < maxEvents && bytes < MAX_BYTES) {
			EventRow row = reader.next();
			if (row == null) {
				break;
			}
			events.add(new NumberedRow(reader.lineNumber(), row));
			bytes += reader.length();
		}
		return new Chunk(events);
	}

	boolean isEmpty() {
		return this.events.isEmpty();
	}

	int size() {
		return this.events.size();
	}

	NumberedRow get(int index) {
		return this.events.get(index);
	}

}
