package dev.sourcery.sample.bank.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.sourcery.repository.AggregateNotFoundException;
import dev.sourcery.repository.CommandIdReusedException;
import dev.sourcery.sample.bank.Refusal;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers all failures, including those of Spring, with a problem (RFC 9457) that
 * contains a {@code code}.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

	private static final Logger logger = LoggerFactory.getLogger(Problems.class);

	static ProblemDetail problem(HttpStatus status, String code, @Nullable String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setProperty("code", code);
		return problem;
	}

	@ExceptionHandler
	ProblemDetail refused(Refusal refusal) {
		return problem(HttpStatus.UNPROCESSABLE_CONTENT, refusal.code(), refusal.getMessage());
	}

	@ExceptionHandler
	ProblemDetail notFound(AggregateNotFoundException ex) {
		String type = ex.stream().aggregateType();
		return problem(HttpStatus.NOT_FOUND, type + "-not-found",
				"There is no %s %s".formatted(type, ex.stream().id()));
	}

	@ExceptionHandler
	ProblemDetail conflict(VersionConflictException ex, IfMatch ifMatch) {
		return ifMatch.namesVersion()
				? problem(HttpStatus.PRECONDITION_FAILED, "version-moved",
						"The version no longer matches If-Match; read the resource and decide again")
				: problem(HttpStatus.CONFLICT, "conflict",
						"Concurrent requests have changed the resource repeatedly; try again");
	}

	@ExceptionHandler
	ProblemDetail malformedQuery(InvalidParameterException ex) {
		return problem(HttpStatus.BAD_REQUEST, "invalid-parameter", "The query is not valid");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> behind(SubscriptionUnavailableException ex) {
		return unavailable("read-model-behind", "Your write is not in the read model yet");
	}

	@ExceptionHandler
	ProblemDetail unknownToken(UnknownTokenException ex) {
		return problem(HttpStatus.BAD_REQUEST, "unknown-token", "This consistency token was not issued by this bank");
	}

	@ExceptionHandler
	ProblemDetail lostWrite(LostWriteException ex) {
		return problem(HttpStatus.GONE, "write-lost",
				"Your write was lost when the database failed over; check the current state and send the request again");
	}

	@ExceptionHandler({ CommandIdReusedException.class, EventIdConflictException.class })
	ProblemDetail keyTaken() {
		return problem(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-taken",
				"This Idempotency-Key was used for another request");
	}

	// no Retry-After: without a key the request might be executed twice
	@ExceptionHandler
	ProblemDetail outcomeUnknown(AppendOutcomeUnknownException ex) {
		logger.warn("The outcome of a request is unknown: {}", ex.getMessage());
		return problem(HttpStatus.SERVICE_UNAVAILABLE, "outcome-unknown",
				"It is unknown whether the request was executed: send it again with the same Idempotency-Key, or check first");
	}

	@ExceptionHandler
	ProblemDetail refusedByTheDatabase(StoreRefusedException ex) {
		return failed(ex);
	}

	@ExceptionHandler({ StoreAccessException.class, TransientDataAccessException.class,
			NonTransientDataAccessResourceException.class, CannotCreateTransactionException.class })
	ResponseEntity<ProblemDetail> databaseUnavailable(Exception ex) {
		logger.warn("The database is not available: {}", ex.toString());
		return unavailable("unavailable", "The bank is not available at the moment");
	}

	private static ResponseEntity<ProblemDetail> unavailable(String code, String detail) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, "1")
			.body(problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail));
	}

	@ExceptionHandler
	ProblemDetail failed(Exception ex) {
		logger.error("A request failed", ex);
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, "internal-server-error", "Something went wrong on our side");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		if (cause instanceof IOException) {
			return incompleteBody(ex, cause, headers, request);
		}
		ProblemDetail problem = (cause instanceof Refusal refusal) ? refused(refusal)
				: problem(HttpStatus.BAD_REQUEST, "malformed-body", MalformedBody.describe(ex));
		return handleExceptionInternal(ex, problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
	}

	// the rest of the body may still arrive, so the connection cannot be reused
	private @Nullable ResponseEntity<Object> incompleteBody(Exception ex, Throwable cause, HttpHeaders headers,
			WebRequest request) {
		HttpServletResponse response = ((ServletWebRequest) request).getResponse();
		if (response == null || response.isCommitted()) {
			// Tomcat has abandoned the connection: no response reaches the client
			return null;
		}
		headers.set(HttpHeaders.CONNECTION, "close");
		HttpStatus status = (cause instanceof SocketTimeoutException) ? HttpStatus.REQUEST_TIMEOUT
				: HttpStatus.BAD_REQUEST;
		return handleExceptionInternal(ex, problem(status, code(status), "The body has not arrived completely"),
				headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String detail = ex.getFieldErrors()
			.stream()
			.map((error) -> error.getField() + " " + error.getDefaultMessage())
			.sorted()
			.collect(Collectors.joining("; "));
		return handleExceptionInternal(ex, problem(HttpStatus.BAD_REQUEST, "invalid-field", detail), headers, status,
				request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String detail = ex.getParameterValidationResults()
			.stream()
			.flatMap((result) -> result.getResolvableErrors()
				.stream()
				.map((error) -> result.getMethodParameter().getParameterName() + " " + error.getDefaultMessage()))
			.collect(Collectors.joining("; "));
		return handleExceptionInternal(ex, problem(HttpStatus.BAD_REQUEST, "invalid-parameter", detail), headers,
				status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		return handleExceptionInternal(ex,
				problem(HttpStatus.BAD_REQUEST, "invalid-parameter", "%s is not valid: %s"
					.formatted(ex.getPropertyName(), NestedExceptionUtils.getMostSpecificCause(ex).getMessage())),
				headers, status, request);
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		if (body instanceof ProblemDetail problem
				&& (problem.getProperties() == null || !problem.getProperties().containsKey("code"))) {
			problem.setProperty("code", code(status));
		}
		return super.createResponseEntity(body, headers, status, request);
	}

	static String code(HttpStatusCode status) {
		return HttpStatus.valueOf(status.value()).name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
