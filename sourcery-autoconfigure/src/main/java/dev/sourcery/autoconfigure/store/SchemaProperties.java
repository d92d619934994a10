package dev.sourcery.autoconfigure.store;

import dev.sourcery.jdbc.SchemaName;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the tables of the event store.
 *
 * @param name PostgreSQL schema of the tables. It should not contain other objects.
 * @param mode Action to take on the tables at startup.
 */
@ConfigurationProperties("sourcery.schema")
record SchemaProperties(@DefaultValue("sourcery") String name, @DefaultValue("migrate") SchemaMode mode) {

	SchemaProperties {
		// fails during property binding, where the error names the property
		new SchemaName(name);
	}

}
