package dev.sourcery.autoconfigure.store;

import dev.sourcery.schema.SourcerySchema;

import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates or validates the tables of the event store before other beans use them.
 */
final class SchemaInitializer implements InitializingBean {

	private final SourcerySchema schema;

	private final SchemaMode mode;

	SchemaInitializer(SourcerySchema schema, SchemaMode mode) {
		this.schema = schema;
		this.mode = mode;
	}

	@Override
	public void afterPropertiesSet() {
		switch (this.mode) {
			case MIGRATE -> this.schema.migrate();
			case VALIDATE -> this.schema.validate();
			case NONE -> {
			}
		}
	}

}
