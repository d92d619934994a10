package dev.sourcery.processor;

/**
 * The names of annotations and types, which are not on the class path of the processor.
 */
final class Names {

	static final String AGGREGATE = "dev.sourcery.aggregate.Aggregate";

	static final String AGGREGATE_ID = "dev.sourcery.aggregate.AggregateId";

	static final String APPLY = "dev.sourcery.aggregate.Apply";

	static final String COMMAND_HANDLER = "dev.sourcery.aggregate.CommandHandler";

	static final String EVENT_TYPE = "dev.sourcery.event.EventType";

	static final String EVENT_HANDLER = "dev.sourcery.event.EventHandler";

	static final String STREAM_ID = "dev.sourcery.event.StreamId";

	static final String RECORDED_EVENT = "dev.sourcery.event.RecordedEvent";

	static final String METADATA = "dev.sourcery.metadata.Metadata";

	static final String PROJECTION = "dev.sourcery.projection.Projection";

	static final String ORDERED_BY = "dev.sourcery.projection.OrderedBy";

	static final String RESET_HANDLER = "dev.sourcery.projection.ResetHandler";

	static final String REPOSITORY = "dev.sourcery.repository.Repository";

	static final String CONDITIONAL = "org.springframework.context.annotation.Conditional";

	private Names() {
	}

}
