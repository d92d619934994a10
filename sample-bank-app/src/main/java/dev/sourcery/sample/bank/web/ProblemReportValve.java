package dev.sourcery.sample.bank.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers requests that Tomcat rejects before Spring receives them with a problem, for
 * example if the target is not a URI, and closes connections on which the rest of a body
 * does not arrive in time.
 */
final class ProblemReportValve extends ErrorReportValve {

	private final Duration bodyTimeout;

	ProblemReportValve(Duration bodyTimeout) {
		this.bodyTimeout = bodyTimeout;
	}

	// Tomcat would wait for the rest of the body without a limit, to reuse the
	// connection. If the connection were closed immediately, a client that is still
	// sending might not receive the response.
	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		long deadline = System.nanoTime() + this.bodyTimeout.toNanos();
		super.invoke(request, response);
		boolean exceeded = request.getAttribute(BodyTimeout.EXCEEDED) != null;
		if (exceeded || !request.getCoyoteRequest().isFinished()) {
			response.finishResponse();
			if (exceeded || !arrives(request.getCoyoteRequest(), deadline)) {
				response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
			}
		}
	}

	private static boolean arrives(org.apache.coyote.Request request, long deadline) {
		Unused rest = new Unused();
		try {
			while (!request.isFinished() && System.nanoTime() - deadline < 0 && request.doRead(rest) >= 0) {
				rest.setByteBuffer(ApplicationBufferHandler.EMPTY_BUFFER);
			}
			return request.isFinished();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		HttpStatus status = HttpStatus.valueOf(response.getStatus());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		try {
			Writer writer = response.getReporter();
			if (writer != null) {
				writer.write("""
						{"title":"%s","status":%d,"detail":"The request is not valid HTTP","code":"%s"}"""
					.formatted(status.getReasonPhrase(), status.value(), Problems.code(status)));
				response.finishResponse();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Unused implements ApplicationBufferHandler {

		private ByteBuffer bytes = ApplicationBufferHandler.EMPTY_BUFFER;

		@Override
		public void setByteBuffer(ByteBuffer bytes) {
			this.bytes = bytes;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.bytes;
		}

		@Override
		public void expand(int size) {
			// the content is discarded
		}

	}

}
