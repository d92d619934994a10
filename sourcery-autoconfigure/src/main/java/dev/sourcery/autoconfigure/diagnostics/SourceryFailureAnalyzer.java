package dev.sourcery.autoconfigure.diagnostics;

import java.util.List;

import dev.sourcery.SourceryException;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.autoconfigure.projection.EarlyAppendException;
import dev.sourcery.autoconfigure.scan.StaleIndexException;
import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import dev.sourcery.autoconfigure.store.UnreadableEventsException;
import dev.sourcery.event.DuplicateEventTypeException;
import dev.sourcery.event.InvalidEventTypeException;
import dev.sourcery.event.UnreadableEventException;
import dev.sourcery.evolution.InvalidEvolutionException;
import dev.sourcery.schema.InvalidSequenceException;
import dev.sourcery.schema.SchemaVersionException;
import dev.sourcery.schema.UnsupportedServerException;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.jdbc.ProjectionOwnedException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes failures that the library detects at startup. Other failures keep their stack
 * trace, which shows the affected code of the application.
 */
final class SourceryFailureAnalyzer extends AbstractFailureAnalyzer<SourceryException> {

	private static final List<Class<? extends SourceryException>> STARTING = List.of(DuplicateEventTypeException.class,
			EarlyAppendException.class, InvalidAggregateException.class, InvalidEventTypeException.class,
			InvalidEvolutionException.class, InvalidSequenceException.class, InvalidSubscriptionException.class,
			ProjectionOwnedException.class, SchemaVersionException.class, StaleIndexException.class,
			StoreDatabaseException.class, UnreadableEventException.class, UnreadableEventsException.class,
			UnsupportedServerException.class);

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SourceryException cause) {
		String remedy = cause.remedy();
		if (remedy == null || STARTING.stream().noneMatch((type) -> type.isInstance(cause))) {
			return null;
		}
		String url = (cause instanceof UnsupportedServerException failure)
				? " If spring.datasource.url is not the one you mean, set it to PostgreSQL %d or later."
					.formatted(failure.oldest())
				: "";
		return new FailureAnalysis(cause.problem() + ".", remedy + url, cause);
	}

}
