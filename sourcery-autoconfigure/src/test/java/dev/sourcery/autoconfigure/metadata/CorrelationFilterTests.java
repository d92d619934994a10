package dev.sourcery.autoconfigure.metadata;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.metadata.MetadataProvider;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class CorrelationFilterTests {

	private static final String UUID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorrelationAutoConfiguration.class));

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/accounts");

	private final List<String> seen = new ArrayList<>();

	@Test
	void whenTheRequestHasAnIdCommandsAndResponseHaveIt() {
		this.request.addHeader("X-Correlation-Id", "order/4711:a=b+c@d~e_f.g");
		this.contextRunner.run((context) -> {
			assertThat(filter(context.getBean(CorrelationFilter.class), context.getBean(MetadataProvider.class))
				.getHeader("X-Correlation-Id")).isEqualTo("order/4711:a=b+c@d~e_f.g");
			assertThat(this.seen).containsExactly("order/4711:a=b+c@d~e_f.g");
			assertThat(context.getBean(MetadataProvider.class).metadata().correlationId()).as("after the request")
				.isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\"b", "<script>", "a\nb", "ä", "'; drop table" })
	void whenTheIdIsUnusableANewOneReplacesIt(String sent) {
		this.request.addHeader("X-Correlation-Id", sent);
		assertReplaced();
	}

	@Test
	void whenTheIdIsTooLongOrMissingThereIsANewOne() {
		assertReplaced();
		this.request.addHeader("X-Correlation-Id", "x".repeat(129));
		this.request.clearAttributes();
		assertReplaced();
	}

	private void assertReplaced() {
		this.contextRunner.run((context) -> {
			String answered = filter(context.getBean(CorrelationFilter.class), context.getBean(MetadataProvider.class))
				.getHeader("X-Correlation-Id");
			assertThat(answered).matches(UUID_PATTERN);
			assertThat(this.seen).last().isEqualTo(answered);
		});
	}

	@Test
	void whenARequestIsDispatchedAgainItKeepsItsId() {
		this.contextRunner.run((context) -> {
			CorrelationFilter filter = context.getBean(CorrelationFilter.class);
			MetadataProvider provider = context.getBean(MetadataProvider.class);
			filter(filter, provider);
			this.request.setDispatcherType(DispatcherType.ASYNC);
			filter(filter, provider);
			this.request.setDispatcherType(DispatcherType.ERROR);
			this.request.setAttribute("jakarta.servlet.error.request_uri", "/accounts");
			filter(filter, provider);
			assertThat(this.seen).hasSize(3).containsOnly(this.seen.get(0));
		});
	}

	@Test
	void whenTheHeadersAreConfiguredThoseAreUsed() {
		this.request.addHeader("X-Request-Id", "r-1");
		this.contextRunner
			.withPropertyValues("sourcery.metadata.correlation.request-header=X-Request-Id",
					"sourcery.metadata.correlation.response-header=X-Answered-Id")
			.run((context) -> {
				MockHttpServletResponse response = filter(context.getBean(CorrelationFilter.class),
						context.getBean(MetadataProvider.class));
				assertThat(response.getHeader("X-Answered-Id")).isEqualTo("r-1");
				assertThat(response.getHeader("X-Correlation-Id")).isNull();
			});
	}

	@Test
	void whenItIsSwitchedOffOrThereIsNoServletThereIsNoFilter() {
		this.contextRunner.withPropertyValues("sourcery.metadata.correlation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CorrelationFilter.class));
		this.contextRunner.withPropertyValues("sourcery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CorrelationFilter.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CorrelationAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(MetadataProvider.class));
	}

	private MockHttpServletResponse filter(CorrelationFilter filter, MetadataProvider provider) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(this.request, response, new MockFilterChain(new HttpServlet() {

			private static final long serialVersionUID = 1L;

			@Override
			protected void service(HttpServletRequest req, HttpServletResponse resp) {
				CorrelationFilterTests.this.seen.add(provider.metadata().correlationId());
			}

		}));
		return response;
	}

}
