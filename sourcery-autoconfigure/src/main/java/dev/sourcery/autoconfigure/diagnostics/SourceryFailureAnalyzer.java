package dev.sourcery.autoconfigure.diagnostics;

import dev.sourcery.SourceryException;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.autoconfigure.projection.EarlyAppendException;
import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import dev.sourcery.autoconfigure.store.UnreadableEventsException;
import dev.sourcery.event.DuplicateEventTypeException;
import dev.sourcery.event.UnreadableEventException;
import dev.sourcery.schema.InvalidSequenceException;
import dev.sourcery.schema.SchemaVersionException;
import dev.sourcery.schema.UnsupportedServerException;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.jdbc.ProjectionOwnedException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes what the library refuses at start.
 */
final class SourceryFailureAnalyzer extends AbstractFailureAnalyzer<SourceryException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SourceryException cause) {
		if (cause instanceof StoreDatabaseException failure) {
			return analysis(failure.problem() + ".", failure.remedy(), cause);
		}
		if (cause instanceof InvalidAggregateException failure) {
			return analysis("%s is not a usable aggregate: %s.".formatted(failure.aggregateClass().getName(),
					failure.problem()), failure.remedy(), cause);
		}
		if (cause instanceof InvalidSubscriptionException failure) {
			return analysis("%s is not a usable projection: %s.".formatted(failure.projectionClass().getName(),
					failure.problem()), failure.remedy(), cause);
		}
		if (cause instanceof EarlyAppendException failure) {
			return analysis(failure.problem() + ".", failure.remedy(), cause);
		}
		if (cause instanceof UnreadableEventsException failure) {
			return analysis(failure.problem() + ".", failure.remedy(), cause);
		}
		if (cause instanceof UnsupportedServerException failure) {
			return analysis(failure.problem(),
					failure.remedy()
							+ " If spring.datasource.url is not the one you mean, set it to PostgreSQL %d or later."
								.formatted(failure.oldest()),
					cause);
		}
		if (cause instanceof InvalidSequenceException failure) {
			return analysis(failure.problem() + ": events would be lost or come out of order.",
					"Stop all writers and run: " + failure.remedy(), cause);
		}
		if (cause instanceof DuplicateEventTypeException || cause instanceof SchemaVersionException
				|| cause instanceof ProjectionOwnedException || cause instanceof UnreadableEventException) {
			String[] sentences = sentences(cause);
			return analysis(sentences[0], sentences[1], cause);
		}
		return null;
	}

	/**
	 * What is wrong, and what to do.
	 */
	private static String[] sentences(SourceryException cause) {
		String message = String.valueOf(cause.getMessage());
		int end = message.indexOf(". ") + 1;
		return new String[] { message.substring(0, end), message.substring(end).strip() };
	}

	private static FailureAnalysis analysis(String description, String action, Throwable cause) {
		return new FailureAnalysis(description, action, cause);
	}

}
