package dev.sourcery.sample.bank.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers with a problem what Tomcat refuses before Spring sees it, such as a target that
 * is no URI, and closes connections that are not worth waiting for.
 */
final class ProblemReportValve extends ErrorReportValve {

	// Tomcat would wait for the rest of the body, to use the connection again
	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		super.invoke(request, response);
		if (request.getAttribute(BodyTimeout.EXCEEDED) != null) {
			response.finishResponse();
			response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
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

}
