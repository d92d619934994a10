package dev.sourcery.autoconfigure.metadata;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Metadata of commands.
 *
 * @param actor the actor
 * @param trace the trace
 * @param correlation the correlation id
 */
@ConfigurationProperties("sourcery.metadata")
record MetadataProperties(@DefaultValue Actor actor, @DefaultValue Trace trace, @DefaultValue Correlation correlation) {

	/**
	 * The actor.
	 *
	 * @param enabled Whether to store the name of the user of Spring Security as the
	 * actor of events.
	 */
	record Actor(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The trace.
	 *
	 * @param enabled Whether to store the current trace of Micrometer Tracing in the
	 * metadata entry 'traceparent'.
	 */
	record Trace(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The correlation id.
	 *
	 * @param enabled Whether to take the correlation id of events from the HTTP request.
	 * @param requestHeader Name of the request header that contains the correlation id; a
	 * new id is generated for requests without it.
	 * @param responseHeader Name of the response header that returns the correlation id.
	 */
	record Correlation(@DefaultValue("true") boolean enabled, @DefaultValue("X-Correlation-Id") String requestHeader,
			@DefaultValue("X-Correlation-Id") String responseHeader) {

	}

}
