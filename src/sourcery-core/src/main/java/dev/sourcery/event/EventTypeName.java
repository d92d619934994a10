package dev.sourcery.event;

/**
 * An event type: its stable name and the schema version of its payload.
 *
 * @since 0.1
 * @param name the stable name, such as {@code account.funds-deposited}
 * @param schemaVersion the schema version, from 1
 */
public record EventTypeName(String name, int schemaVersion) {

	static final int MAX_SCHEMA_VERSION = Short.MAX_VALUE;

	/**
	 * Validates the components.
	 * @param name the stable name
	 * @param schemaVersion the schema version
	 * @throws IllegalArgumentException if the name is blank or longer than 255
	 * characters, or the schema version is not positive
	 */
	public EventTypeName {
		if (!StorableName.hasLength(name)) {
			throw new IllegalArgumentException(
					"An event type needs a name of 1 to 255 characters, but got '%s'".formatted(name));
		}
		if (!hasRange(schemaVersion)) {
			throw new IllegalArgumentException("The schema version of event type '%s' must be between 1 and %d, not %d"
				.formatted(name, MAX_SCHEMA_VERSION, schemaVersion));
		}
	}

	static boolean hasRange(int schemaVersion) {
		return schemaVersion >= 1 && schemaVersion <= MAX_SCHEMA_VERSION;
	}

	@Override
	public String toString() {
		return (this.schemaVersion == 1) ? this.name : this.name + " (schema version " + this.schemaVersion + ")";
	}

}
