package dev.sourcery.sample.bank.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the time for which a request body may occupy a thread. Tomcat limits only the
 * time between two packets ({@code server.tomcat.connection-timeout}), which a client
 * that sends single bytes does not exceed.
 */
@Component
class BodyTimeout extends OncePerRequestFilter {

	/**
	 * Attribute of a request whose body has not arrived in time.
	 */
	static final String EXCEEDED = BodyTimeout.class.getName() + ".EXCEEDED";

	private final Duration timeout;

	BodyTimeout(BankProperties properties) {
		this.timeout = properties.bodyTimeout();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		chain.doFilter(new HttpServletRequestWrapper(request) {
			@Override
			public ServletInputStream getInputStream() throws IOException {
				return new LimitedBody(getRequest(), deadline);
			}
		}, response);
	}

	private static final class LimitedBody extends ServletInputStream {

		private final ServletRequest request;

		private final ServletInputStream body;

		private final long deadline;

		LimitedBody(ServletRequest request, long deadline) throws IOException {
			this.request = request;
			this.body = request.getInputStream();
			this.deadline = deadline;
		}

		@Override
		public int read() throws IOException {
			requireTime();
			return this.body.read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			requireTime();
			return this.body.read(bytes, offset, length);
		}

		private void requireTime() throws SocketTimeoutException {
			if (System.nanoTime() - this.deadline > 0) {
				this.request.setAttribute(EXCEEDED, true);
				throw new SocketTimeoutException("The body has not arrived in time");
			}
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
