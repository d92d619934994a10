package dev.sourcery.handler;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class HandlersTests {

	@Test
	void theHandlerOfTheClassItselfIsFoundInWhateverOrderTheyAre() {
		List<Class<?>> types = new ArrayList<>(List.of(Red.class, Round.class, Cherry.class));
		for (int i = 0; i < types.size(); i++) {
			assertThat(handlersOf(types).find(Cherry.class)).contains("Cherry");
			Collections.rotate(types, 1);
		}
	}

	@Test
	void theNearestSupertypeWinsAndTwoUnrelatedOnesAreRefused() {
		assertThat(handlersOf(List.of(Object.class, Red.class)).find(Cherry.class)).contains("Red");
		assertThat(handlersOf(List.of(Red.class)).find(String.class)).isEmpty();
		assertThatIllegalStateException()
			.isThrownBy(() -> handlersOf(List.of(Object.class, Red.class, Round.class)).find(Cherry.class))
			.withMessageContaining("Red")
			.withMessageContaining("Round");
	}

	private static HandlersByType<String> handlersOf(List<Class<?>> types) {
		Map<Class<?>, String> handlers = new LinkedHashMap<>();
		types.forEach((type) -> handlers.put(type, type.getSimpleName()));
		return new HandlersByType<>(handlers);
	}

	@Test
	void anOverriddenGenericMethodCountsOnce() {
		assertThat(AnnotatedMethods.of(OfText.class, Marked.class)).extracting(Method::getDeclaringClass)
			.hasSize(1)
			.first()
			.isEqualTo(OfText.class);
	}

	@Test
	void methodsOfInterfacesAreFound() {
		assertThat(AnnotatedMethods.of(Implementing.class, Marked.class)).extracting(Method::getName)
			.containsExactlyInAnyOrder("inherited", "implemented");
	}

	@Test
	void methodsOfEveryShapeAreCalled() throws Exception {
		Shapes shapes = new Shapes();
		assertThat(invoke("primitive", shapes, 3)).isEqualTo(4);
		assertThat(invoke("nothing", shapes)).isNull();
		assertThat(invoke("rest", shapes, new String[] { "a", "b" })).isEqualTo(2);
		assertThat(invoke("rests", shapes, "x", new String[] { "a", "b" })).isEqualTo("x2");
		assertThat(invoke("three", shapes, 1, 2L)).isEqualTo(3L);
		assertThat(invoke("none")).isEqualTo("none");
		assertThat(Invoker.of(Inherited.class.getDeclaredMethod("inherited")).invoke(new Implementing()))
			.isEqualTo("inherited");
		assertThat(Invoker.of(Inherited.class.getDeclaredMethod("implemented")).invoke(new Implementing()))
			.isEqualTo("implemented");
		assertThat(Invoker.of(Red.class.getDeclaredMethod("secret")).invoke(new Cherry())).isEqualTo("secret");
	}

	private static Object invoke(String name, Object... arguments) {
		for (Method method : Shapes.class.getDeclaredMethods()) {
			if (method.getName().equals(name)) {
				return Invoker.of(method).invoke(arguments);
			}
		}
		throw new AssertionError(name);
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Marked {

	}

	interface Red {

		private String secret() {
			return "secret";
		}

	}

	interface Round {

	}

	record Cherry() implements Red, Round {

	}

	abstract static class Generic<T> {

		@Marked
		abstract void on(T value);

	}

	static class OfText extends Generic<String> {

		@Override
		@Marked
		void on(String value) {
		}

	}

	interface Inherited {

		@Marked
		default String inherited() {
			return "inherited";
		}

		@Marked
		String implemented();

	}

	static class Implementing implements Inherited {

		@Override
		public String implemented() {
			return "implemented";
		}

	}

	static class Shapes {

		private int primitive(int value) {
			return value + 1;
		}

		private void nothing() {
		}

		private int rest(String... values) {
			return values.length;
		}

		private String rests(String first, String... values) {
			return first + values.length;
		}

		private long three(int one, long two) {
			return one + two;
		}

		private static String none() {
			return "none";
		}

	}

}
