package dev.sourcery.sample.bank.web;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configuration of the arguments of controller methods and of the JSON of responses.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, ConsistencyToken.class, ConsistencyToken::parse);
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(new IfMatchResolver());
		resolvers.add(new IdempotencyKeyResolver());
	}

	// Money is written as text, because recipients may convert a JSON number to a double.
	// A number in a text field is an error of the client.
	@Bean
	JsonMapperBuilderCustomizer jsonOfTheContract() {
		return (mapper) -> mapper
			.withConfigOverride(BigDecimal.class,
					(override) -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
			.withCoercionConfig(LogicalType.Textual,
					(coercion) -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
						.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat(BankProperties properties) {
		return (tomcat) -> tomcat.addContextCustomizers((context) -> context.getParent()
			.getPipeline()
			.addValve(new ProblemReportValve(properties.bodyTimeout())));
	}

	private static final class IfMatchResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == IfMatch.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
				NativeWebRequest request, @Nullable WebDataBinderFactory binderFactory) {
			String[] headers = request.getHeaderValues(HttpHeaders.IF_MATCH);
			return IfMatch.parse((headers != null) ? String.join(", ", headers) : null);
		}

	}

	private static final class IdempotencyKeyResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == IdempotencyKey.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
				NativeWebRequest request, @Nullable WebDataBinderFactory binderFactory) {
			return IdempotencyKey.parse(request.getHeader(IdempotencyKey.HEADER));
		}

	}

}
