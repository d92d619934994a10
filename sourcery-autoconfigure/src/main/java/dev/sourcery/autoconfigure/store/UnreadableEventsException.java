package dev.sourcery.autoconfigure.store;

import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventTypeName;

/**
 * Thrown when the type or schema version of stored events is not registered and the
 * application is configured not to start in this case.
 *
 * @since 0.1
 */
public final class UnreadableEventsException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient List<EventTypeName> types;

	UnreadableEventsException(List<EventTypeName> types, String problem) {
		super(problem, StoredTypesCheck.REMEDY, null);
		this.types = List.copyOf(types);
	}

	/**
	 * Returns the types that cannot be read.
	 * @return the types
	 */
	public List<EventTypeName> types() {
		return this.types;
	}

	@Override
	public String remedy() {
		return StoredTypesCheck.REMEDY + " To start nevertheless, set sourcery.events.unreadable=warn.";
	}

}
