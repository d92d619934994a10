package dev.sourcery.store.jdbc.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.jdbc.oracle.Fault.Kind;
import dev.sourcery.store.jdbc.oracle.Written.Outcome;

/**
 * Compares what writers know, what is stored, and what readers got.
 */
final class Verdict {

	private final List<Delivered> stored;

	private final List<Fault> faults = new ArrayList<>();

	/**
	 * Creates the verdict on what is stored.
	 * @param stored the events in the order of their positions
	 */
	Verdict(List<Delivered> stored) {
		this.stored = stored;
	}

	Verdict on(Reader reader) {
		List<Delivered> delivered = reader.delivered();
		Set<Delivered> once = new HashSet<>();
		for (Delivered event : delivered) {
			check(once.add(event), Kind.DOUBLED, event);
		}
		this.stored.forEach((event) -> check(once.contains(event), Kind.MISSED, event));
		once.removeAll(new HashSet<>(this.stored));
		once.forEach((event) -> check(false, Kind.INVENTED, event));
		checkOrder(delivered);
		return this;
	}

	private void checkOrder(List<Delivered> delivered) {
		Map<StreamId, Long> versions = new HashMap<>();
		long last = 0;
		for (Delivered event : delivered) {
			long next = versions.merge(event.stream(), 1L, Long::sum);
			check(event.position() > last && event.version() == next, Kind.DISORDERED, event);
			last = event.position();
		}
	}

	Verdict on(Ledger ledger) {
		Map<UUID, Written> known = ledger.written()
			.stream()
			.collect(Collectors.toMap(Written::eventId, Function.identity()));
		Set<UUID> storedIds = this.stored.stream().map(Delivered::eventId).collect(Collectors.toSet());
		known.forEach((id, event) -> {
			check(event.outcome() != Outcome.COMMITTED || storedIds.contains(id), Kind.LOST, event);
			check(event.outcome() != Outcome.ROLLED_BACK || !storedIds.contains(id), Kind.RESURRECTED, event);
		});
		checkRealTime(known);
		return this;
	}

	/**
	 * For all pairs at once: it is enough to compare each event with the one of those
	 * before it that began last.
	 */
	private void checkRealTime(Map<UUID, Written> known) {
		Written latest = null;
		for (Delivered event : this.stored) {
			Written written = known.get(event.eventId());
			if (written != null) {
				check(latest == null || written.outcome() != Outcome.COMMITTED || written.ended() >= latest.began(),
						Kind.OVERTOOK, List.of(event, written));
				latest = (latest == null || written.began() > latest.began()) ? written : latest;
			}
		}
	}

	private void check(boolean holds, Kind kind, Object what) {
		if (!holds) {
			this.faults.add(new Fault(kind, what));
		}
	}

	int stored() {
		return this.stored.size();
	}

	List<Fault> faults() {
		return this.faults;
	}

	Map<Kind, Long> counts() {
		return this.faults.stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting()));
	}

}
