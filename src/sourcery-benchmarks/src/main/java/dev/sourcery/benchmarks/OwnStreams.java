package dev.sourcery.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * Existing streams, separate for each thread, so that there are no conflicts.
 *
 * @param ids the streams of all threads
 * @param perThread the number of streams of each thread
 * @param version the initial version of all streams
 */
record OwnStreams(List<String> ids, int perThread, int version) {

	static OwnStreams create(int threads, int perThread) {
		return new OwnStreams(EventsTable.randomIds(threads * perThread), perThread, 1);
	}

	void fill(EventsTable table) {
		table.fill(this.ids, this.version);
	}

	Turn of(int thread) {
		return new Turn(this.ids.subList(thread * this.perThread, (thread + 1) * this.perThread), this.version);
	}

	/**
	 * The progress of one thread in its streams.
	 */
	static final class Turn {

		private final List<String> streams;

		private final long[] versions;

		private int current;

		private Turn(List<String> streams, int version) {
			this.streams = streams;
			this.versions = new long[streams.size()];
			Arrays.fill(this.versions, version);
		}

		void next() {
			this.current = (this.current + 1) % this.versions.length;
		}

		String stream() {
			return this.streams.get(this.current);
		}

		long version() {
			return this.versions[this.current];
		}

		void appended(int events) {
			this.versions[this.current] += events;
		}

	}

}
