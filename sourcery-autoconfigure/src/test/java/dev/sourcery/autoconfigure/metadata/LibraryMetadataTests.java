package dev.sourcery.autoconfigure.metadata;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.metadata.MetadataScope;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Metadata from Spring Security and Micrometer Tracing.
 */
class LibraryMetadataTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetadataAutoConfiguration.class));

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void whenAUserIsAuthenticatedItIsTheActor() {
		this.contextRunner.run((context) -> {
			assertThat(metadata(context)).isEqualTo(Metadata.empty());
			SecurityContextHolder.getContext()
				.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("ada", null,
						AuthorityUtils.createAuthorityList("USER")));
			assertThat(metadata(context)).isEqualTo(Metadata.empty().withActor("ada"));
		});
	}

	@Test
	void whenAUserIsAnonymousOrNotAuthenticatedThereIsNoActor() {
		this.contextRunner.run((context) -> {
			SecurityContextHolder.getContext()
				.setAuthentication(new AnonymousAuthenticationToken("key", "anonymous",
						AuthorityUtils.createAuthorityList("ANONYMOUS")));
			assertThat(metadata(context).actor()).isNull();
			SecurityContextHolder.getContext()
				.setAuthentication(UsernamePasswordAuthenticationToken.unauthenticated("ada", "secret"));
			assertThat(metadata(context).actor()).isNull();
		});
	}

	@Test
	void whenThereIsASpanItsContextIsAnEntry() {
		Tracer tracer = Mockito.mock(Tracer.class, Answers.RETURNS_DEEP_STUBS);
		Mockito.when(tracer.currentSpan().context().traceId()).thenReturn("4bf92f3577b34da6a3ce929d0e0e4736");
		Mockito.when(tracer.currentSpan().context().spanId()).thenReturn("00f067aa0ba902b7");
		Mockito.when(tracer.currentSpan().context().sampled()).thenReturn(true);
		this.contextRunner.withBean(Tracer.class, () -> tracer).run((context) -> {
			assertThat(metadata(context).entries()).containsExactly(
					java.util.Map.entry("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
			Mockito.when(tracer.currentSpan().context().traceId()).thenReturn("a3ce929d0e0e4736");
			Mockito.when(tracer.currentSpan().context().sampled()).thenReturn(null);
			assertThat(metadata(context).entries())
				.containsValue("00-0000000000000000a3ce929d0e0e4736-00f067aa0ba902b7-00");
			Mockito.when(tracer.currentSpan()).thenReturn(null);
			assertThat(metadata(context)).isEqualTo(Metadata.empty());
		});
	}

	@Test
	void whenALibraryIsMissingOrAPartIsSwitchedOffTheOthersRemain() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("io.micrometer.tracing", "org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(MetadataProvider.class)
				.hasSingleBean(MetadataScope.class));
		this.contextRunner
			.withPropertyValues("sourcery.metadata.actor.enabled=false", "sourcery.metadata.trace.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(MetadataProvider.class));
		this.contextRunner.withPropertyValues("sourcery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MetadataProvider.class));
		Contexts.withJdbc()
			.withClassLoader(new FilteredClassLoader("io.micrometer.tracing", "org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static Metadata metadata(ApplicationContext context) {
		return MetadataProvider.combined(context.getBeanProvider(MetadataProvider.class).orderedStream().toList())
			.metadata();
	}

}
