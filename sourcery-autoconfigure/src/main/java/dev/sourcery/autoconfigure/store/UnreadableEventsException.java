package dev.sourcery.autoconfigure.store;

import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventTypeName;

/**
 * Events are stored whose type or schema version is not registered, and the application
 * is configured not to start then.
 */
public final class UnreadableEventsException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient List<EventTypeName> types;

	UnreadableEventsException(List<EventTypeName> types, String problem) {
		super(problem, StoredTypesCheck.REMEDY, null);
		this.types = List.copyOf(types);
	}

	/**
	 * The types that cannot be read.
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
