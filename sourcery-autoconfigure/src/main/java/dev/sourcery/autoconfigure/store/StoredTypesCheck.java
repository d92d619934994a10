package dev.sourcery.autoconfigure.store;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.UnknownEventTypeException;
import dev.sourcery.store.jdbc.StoredEventTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;

/**
 * Detects unreadable stored events at startup rather than at the first request.
 */
final class StoredTypesCheck implements SmartInitializingSingleton {

	static final String REMEDY = "Restore the event classes or put their @EventType names and versions back, add upcasters from these versions, or add the names to sourcery.events.retired.";

	private static final Logger logger = LoggerFactory.getLogger(StoredTypesCheck.class);

	private final EventTypes types;

	private final StoredEventTypes stored;

	private final StoredTypesProperties properties;

	StoredTypesCheck(EventTypes types, StoredEventTypes stored, StoredTypesProperties properties) {
		this.types = types;
		this.stored = stored;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		switch (this.properties.unreadable()) {
			case REFUSE -> check();
			case WARN -> checkIfPossible();
			case IGNORE -> {
			}
		}
	}

	private void checkIfPossible() {
		try {
			check();
		}
		catch (DataAccessException ex) {
			// the message may quote data of the application; the class name does not
			logger.warn("The types of the stored events could not be checked: {}", ex.getClass().getName());
		}
	}

	private void check() {
		StoredEventTypes.Found found = this.stored.find(this.properties.checkTimeout());
		switch (found.extent()) {
			case ALL -> {
			}
			case SAMPLE -> logger
				.info("The types of a sample of the stored events were checked; a scan of all of them takes longer "
						+ "than sourcery.events.check-timeout={}", this.properties.checkTimeout());
			// a busy database must not prevent the start
			case NOTHING ->
				logger.warn("The types of the stored events were not checked: not even a sample was read within "
						+ "sourcery.events.check-timeout={}. The application starts regardless of "
						+ "sourcery.events.unreadable.", this.properties.checkTimeout());
		}
		List<EventTypeName> unreadable = found.types()
			.stream()
			.filter((type) -> !this.types.isReadable(type))
			.sorted(Comparator.comparing(EventTypeName::name).thenComparing(EventTypeName::schemaVersion))
			.toList();
		if (unreadable.isEmpty()) {
			return;
		}
		String problem = "Stored events of these types cannot be read: "
				+ unreadable.stream().map(this::describe).collect(Collectors.joining(", "));
		if (this.properties.unreadable() == UnreadableEventsMode.REFUSE) {
			throw new UnreadableEventsException(unreadable, problem);
		}
		logger.warn("{}. {} To refuse to start, set sourcery.events.unreadable=refuse; to skip this check, ignore.",
				problem, REMEDY);
	}

	private String describe(EventTypeName type) {
		try {
			this.types.classOf(type);
			return type.toString();
		}
		catch (UnknownEventTypeException ex) {
			String registered = ex.registered()
				.stream()
				.map((other) -> String.valueOf(other.schemaVersion()))
				.sorted()
				.collect(Collectors.joining(" and "));
			return "'%s' version %d (%s)".formatted(type.name(), type.schemaVersion(),
					registered.isEmpty() ? "not registered" : "registered is version " + registered);
		}
	}

}
