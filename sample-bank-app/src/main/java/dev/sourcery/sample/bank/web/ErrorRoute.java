package dev.sourcery.sample.bank.web;

import jakarta.servlet.RequestDispatcher;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Handles failures outside of controllers, which the servlet container forwards to this
 * route.
 */
@RestController
class ErrorRoute implements ErrorController {

	@RequestMapping("/error")
	ProblemDetail error(
			@RequestAttribute(name = RequestDispatcher.ERROR_STATUS_CODE, required = false) @Nullable Integer code) {
		HttpStatus status = (code != null) ? HttpStatus.valueOf(code) : HttpStatus.NOT_FOUND;
		return Problems.problem(status, Problems.code(status), null);
	}

}
