package dev.sourcery.sample.bank.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Closes kept-alive connections before the bank stops: for a period, requests are
 * answered with {@code Connection: close}, so that clients do not send requests on a
 * connection that is being closed. Stops before the web server and the projections.
 */
@Component
class Draining extends OncePerRequestFilter implements SmartLifecycle {

	private final Duration time;

	private volatile boolean running;

	private volatile boolean draining;

	Draining(BankProperties properties) {
		this.time = properties.drainTime();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (this.draining) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		chain.doFilter(request, response);
	}

	@Override
	public void start() {
		this.draining = false;
		this.running = true;
	}

	@Override
	public void stop(Runnable stopped) {
		this.draining = true;
		CompletableFuture.delayedExecutor(this.time.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
			this.running = false;
			stopped.run();
		});
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
