package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CPU time that client and server have used, of the server only if it runs on this
 * machine. Other work on the machine disturbs it less than it disturbs rates.
 *
 * @param clientNanos of this JVM
 * @param serverNanos of all processes of the server
 */
record Cpu(long clientNanos, long serverNanos) {

	static final Cpu NONE = new Cpu(0, 0);

	Cpu minus(Cpu other) {
		return new Cpu(this.clientNanos - other.clientNanos, this.serverNanos - other.serverNanos);
	}

	/**
	 * Looks at the clocks.
	 * @param parent the parent of all processes of the server, if it is on this machine
	 */
	static Cpu now(Optional<ProcessHandle> parent) {
		long server = parent.map(ProcessHandle::children).orElseGet(Stream::empty).mapToLong(Cpu::used).sum();
		return new Cpu(used(ProcessHandle.current()), server);
	}

	private static long used(ProcessHandle process) {
		return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
	}

}
