package dev.sourcery.repository;

import java.util.List;
import java.util.function.Supplier;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that run on the current thread. A command on a stream within a decision
 * on the same stream would make the outer append fail with a version conflict, and each
 * retry would store the events of the inner command again. Shared by all repositories of
 * a factory. Thread-safe.
 */
final class RunningDecisions {

	// not static: each factory has its own; removed when the outermost decision ends
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable Running> innermost = new ThreadLocal<>();

	/**
	 * Requires that no decision on a stream runs on the current thread. If there is one,
	 * it fails too, even if it handles the exception.
	 */
	void requireNone(StreamId stream) {
		for (Running running = this.innermost.get(); running != null; running = running.outer) {
			if (running.stream.equals(stream)) {
				running.recursion = new RecursiveCommandException(stream);
				throw running.recursion;
			}
		}
	}

	List<Object> decide(StreamId stream, Supplier<List<Object>> decision) {
		Running outer = this.innermost.get();
		Running running = new Running(stream, outer);
		this.innermost.set(running);
		try {
			List<Object> events = FailedDecisionException.carrying(decision);
			if (running.recursion != null) {
				throw running.recursion;
			}
			return events;
		}
		finally {
			if (outer == null) {
				this.innermost.remove();
			}
			else {
				this.innermost.set(outer);
			}
		}
	}

	private static final class Running {

		private final StreamId stream;

		private final @Nullable Running outer;

		private @Nullable RecursiveCommandException recursion;

		Running(StreamId stream, @Nullable Running outer) {
			this.stream = stream;
			this.outer = outer;
		}

	}

}
