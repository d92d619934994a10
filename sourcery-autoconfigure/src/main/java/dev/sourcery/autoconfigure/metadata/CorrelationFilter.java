package dev.sourcery.autoconfigure.metadata;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.metadata.MetadataScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Assigns a correlation id to each request: that of the request header, or a new one if
 * the header is missing or has an unusable value. Runs before the filters of Spring
 * Security, so that rejected requests have an id too.
 */
final class CorrelationFilter extends OncePerRequestFilter implements Ordered {

	private static final String ATTRIBUTE = CorrelationFilter.class.getName() + ".id";

	// a client chooses the value, which is stored, logged and returned
	private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,128}");

	private final MetadataScope requests = new MetadataScope();

	private final String requestHeader;

	private final String responseHeader;

	CorrelationFilter(String requestHeader, String responseHeader) {
		this.requestHeader = requestHeader;
		this.responseHeader = responseHeader;
	}

	/**
	 * Returns the provider of the correlation id of the current request. Not the scope
	 * itself, which would be a second bean of that type.
	 */
	MetadataProvider requests() {
		return MetadataProvider.combined(List.of(this.requests));
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 100;
	}

	// the id of a request is the same on each thread that handles a part of it
	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String id = idOf(request);
		response.setHeader(this.responseHeader, id);
		Metadata metadata = Metadata.empty().withCorrelationId(id);
		MetadataScope.Scope scope = this.requests.open(() -> metadata);
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private String idOf(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof String known) {
			return known;
		}
		String sent = request.getHeader(this.requestHeader);
		String id = (sent != null && USABLE.matcher(sent).matches()) ? sent : UUID.randomUUID().toString();
		request.setAttribute(ATTRIBUTE, id);
		return id;
	}

}
