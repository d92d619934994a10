package dev.sourcery.autoconfigure.store;

import dev.sourcery.jdbc.SchemaName;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the tables of the event store are and who creates them.
 *
 * @param name PostgreSQL schema of the tables; it should hold nothing else.
 * @param mode What to do with the tables at start.
 */
@ConfigurationProperties("sourcery.schema")
record SchemaProperties(@DefaultValue("sourcery") String name, @DefaultValue("migrate") SchemaMode mode) {

	SchemaProperties {
		// fails while the properties are bound, where the answer names the property
		new SchemaName(name);
	}

}
