package dev.sourcery.autoconfigure.metadata;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Provides the context of the current span as the entry {@code traceparent}, in the form
 * of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>. The tracer is
 * looked up at the first command.
 */
final class TraceMetadata implements MetadataProvider {

	private static final String ENTRY = "traceparent";

	// of W3C, in characters; Brave may use trace ids of half this length
	private static final int TRACE_ID_LENGTH = 32;

	private final SingletonSupplier<Tracer> tracer;

	TraceMetadata(ObjectProvider<Tracer> tracer) {
		this.tracer = SingletonSupplier.of(() -> tracer.getIfUnique(() -> Tracer.NOOP));
	}

	@Override
	public Metadata metadata() {
		Span span = this.tracer.obtain().currentSpan();
		return (span != null && !span.isNoop()) ? Metadata.empty().with(ENTRY, traceparent(span.context()))
				: Metadata.empty();
	}

	private static String traceparent(TraceContext context) {
		String traceId = context.traceId();
		return "00-%s%s-%s-%s".formatted("0".repeat(Math.max(0, TRACE_ID_LENGTH - traceId.length())), traceId,
				context.spanId(), Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
	}

}
