package dev.sourcery.processor;

import java.util.Map;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateId;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Conditional;

import static org.assertj.core.api.Assertions.assertThat;

class NamesTests {

	@Test
	void whenAClassIsReferredToByNameItExists() {
		Map.ofEntries(Map.entry(Names.AGGREGATE, Aggregate.class), Map.entry(Names.AGGREGATE_ID, AggregateId.class),
				Map.entry(Names.STREAM_ID, StreamId.class), Map.entry(Names.APPLY, Apply.class),
				Map.entry(Names.COMMAND_HANDLER, CommandHandler.class), Map.entry(Names.EVENT_TYPE, EventType.class),
				Map.entry(Names.EVENT_HANDLER, EventHandler.class),
				Map.entry(Names.RECORDED_EVENT, RecordedEvent.class), Map.entry(Names.METADATA, Metadata.class),
				Map.entry(Names.PROJECTION, Projection.class), Map.entry(Names.ORDERED_BY, OrderedBy.class),
				Map.entry(Names.RESET_HANDLER, ResetHandler.class), Map.entry(Names.REPOSITORY, Repository.class),
				Map.entry(Names.CONDITIONAL, Conditional.class))
			.forEach((name, type) -> assertThat(name).isEqualTo(type.getName()));
	}

}
