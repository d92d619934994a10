package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes an append that repeats an earlier one, for which the first commit is
 * returned, from an append that uses an event id for another event. For implementations
 * of {@link EventStore}. It relies on ids being unique in the store.
 *
 * @since 0.1
 */
public final class RepeatDetector {

	private final EventCodec codec;

	private final Function<Set<UUID>, Map<UUID, StoredEvent>> lookup;

	/**
	 * Creates a detector for one store.
	 * @param codec the codec that decodes stored events
	 * @param lookup a function that finds stored events by their ids
	 */
	public RepeatDetector(EventCodec codec, Function<Set<UUID>, Map<UUID, StoredEvent>> lookup) {
		this.codec = codec;
		this.lookup = lookup;
	}

	/**
	 * Returns the commits of appends that are already stored.
	 * @param appends the appends
	 * @return the first commits, in the order of the appends; empty if none of the event
	 * ids is stored
	 * @throws EventIdConflictException if some ids are stored, but not by exactly the
	 * same appends
	 */
	public Optional<List<Commit>> firstCommits(List<EncodedAppend> appends) {
		Set<UUID> ids = new HashSet<>();
		appends.forEach((append) -> {
			append.append().events().forEach((event) -> ids.add(event.eventId()));
			Optional.ofNullable(idBeyond(append)).ifPresent(ids::add);
		});
		Map<UUID, StoredEvent> stored = this.lookup.apply(ids);
		return stored.isEmpty() ? Optional.empty()
				: Optional.of(appends.stream().map((append) -> firstCommit(append, stored)).toList());
	}

	// a command that previously resulted in more events is not the same append
	private static @Nullable UUID idBeyond(EncodedAppend append) {
		CommandId command = append.append().commandId();
		return (command != null) ? command.eventId(append.stream(), append.events().size()) : null;
	}

	private Commit firstCommit(EncodedAppend append, Map<UUID, StoredEvent> stored) {
		@Nullable StoredEvent first = stored.get(append.eventId(0));
		List<RecordedEvent<?>> recorded = new ArrayList<>();
		long version = 0;
		for (int i = 0; i < append.events().size(); i++) {
			@Nullable StoredEvent found = stored.get(append.eventId(i));
			if (found == null || first == null) {
				throw conflict(append, stored, "not together with the same events as before");
			}
			requireSame(append, i, found, first);
			this.codec.decode(found, recorded::add);
			version = found.version();
		}
		if (stored.get(idBeyond(append)) != null) {
			throw conflict(append, stored, "together with more events");
		}
		return new Commit(append.stream(), version, recorded);
	}

	private void requireSame(EncodedAppend append, int index, StoredEvent found, StoredEvent first) {
		if (!found.stream().equals(append.stream())) {
			throw new EventIdConflictException(append.stream(), found.eventId(), found.stream(), found.version(),
					"in another stream", null);
		}
		if (found.version() != first.version() + index || !append.expected().accepts(first.version() - 1)) {
			throw new EventIdConflictException(append.stream(), found.eventId(), found.stream(), found.version(),
					"and %s was expected before the append".formatted(append.expected()), null);
		}
		if (!hasContent(append.events().get(index), found)) {
			throw new EventIdConflictException(append.stream(), found.eventId(), found.stream(), found.version(),
					"with another type, payload or tags", null);
		}
	}

	/**
	 * Returns whether a stored event has the type, tags and payload of an event. Metadata
	 * may differ: a repetition may have another trace.
	 */
	private boolean hasContent(EncodedEvent event, StoredEvent found) {
		return event.tags().equals(found.tags()) && (hasForm(event, found) || isReadAs(event, found));
	}

	private static boolean hasForm(EncodedEvent event, StoredEvent found) {
		return event.type().equals(found.type()) && event.payload().equals(found.payload());
	}

	// an earlier version of the application may have stored it in an earlier form
	private boolean isReadAs(EncodedEvent event, StoredEvent found) {
		return (event.type().equals(found.type()) || this.codec.types().isReadable(found.type()))
				&& isOnly(event.event().payload(), payloads(found));
	}

	private static boolean isOnly(Object payload, List<Object> payloads) {
		return payloads.size() == 1 && payload.equals(payloads.get(0));
	}

	private List<Object> payloads(StoredEvent found) {
		List<Object> payloads = new ArrayList<>(1);
		this.codec.decodePayload(
				new StoredPayload(found.type(), found.stream(), found.version(), found.position(), found.payload()),
				(payload) -> Optional.ofNullable(payload.payload()).ifPresent(payloads::add));
		return payloads;
	}

	private static EventIdConflictException conflict(EncodedAppend append, Map<UUID, StoredEvent> stored,
			String difference) {
		StoredEvent found = stored.values()
			.stream()
			.filter((event) -> append.hasEvent(event.eventId()) || event.eventId().equals(idBeyond(append)))
			.findFirst()
			.orElseGet(() -> stored.values().iterator().next());
		return new EventIdConflictException(append.stream(), found.eventId(), found.stream(), found.version(),
				difference, null);
	}

}
