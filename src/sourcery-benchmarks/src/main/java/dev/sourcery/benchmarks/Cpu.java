package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CPU time used by client and server; that of the server only if it runs on this
 * machine. Other work on the machine affects CPU time less than it affects rates.
 *
 * @param clientNanos the CPU time of this JVM
 * @param serverNanos the CPU time of all processes of the server
 */
record Cpu(long clientNanos, long serverNanos) {

	static final Cpu NONE = new Cpu(0, 0);

	Cpu minus(Cpu other) {
		return new Cpu(this.clientNanos - other.clientNanos, this.serverNanos - other.serverNanos);
	}

	/**
	 * Reads the CPU time of this JVM and of the server.
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
