package dev.sourcery.sample.bank.web;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown when a request is answered with a problem.
 */
public final class ProblemException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	ProblemException(HttpStatus status, String code, String detail) {
		super(status, Problems.problem(status, code, detail), null);
	}

	public static ProblemException notFound(String detail) {
		return new ProblemException(HttpStatus.NOT_FOUND, "not-found", detail);
	}

}
