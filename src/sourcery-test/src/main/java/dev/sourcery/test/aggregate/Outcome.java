package dev.sourcery.test.aggregate;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a command. Each check throws an {@link AssertionError} that shows the
 * actual outcome if it fails, and returns this outcome for further checks.
 *
 * @since 0.1
 * @param <A> the aggregate class
 */
public final class Outcome<A> {

	private final List<Object> events;

	private final @Nullable A state;

	private final @Nullable Exception refusal;

	Outcome(List<Object> events, @Nullable A state, @Nullable Exception refusal) {
		this.events = events;
		this.state = state;
		this.refusal = refusal;
	}

	/**
	 * Checks that the command produced exactly these events.
	 * @param expected the events in order
	 * @return this outcome
	 */
	public Outcome<A> thenEvents(Object... expected) {
		requireAccepted();
		Assertions.assertThat(this.events).as("events").containsExactly(expected);
		return this;
	}

	/**
	 * Checks that the command was accepted and produced no events.
	 * @return this outcome
	 */
	public Outcome<A> thenNothing() {
		return thenEvents();
	}

	/**
	 * Checks the state after the events.
	 * @param check the assertions on the state
	 * @return this outcome
	 */
	public Outcome<A> thenState(Consumer<? super A> check) {
		requireAccepted();
		check.accept(Objects.requireNonNull(this.state, "The aggregate does not exist: it has no events"));
		return this;
	}

	/**
	 * Checks that the command was refused.
	 * @param expected the class of the exception thrown by the handler
	 * @return this outcome
	 */
	public Outcome<A> thenRefused(Class<? extends Exception> expected) {
		return thenRefused(expected, (refused) -> {
		});
	}

	/**
	 * Checks that the command was refused.
	 * @param <T> the class of the exception thrown by the handler
	 * @param expected the class of the exception thrown by the handler
	 * @param check the assertions on the exception
	 * @return this outcome
	 */
	public <T extends Exception> Outcome<A> thenRefused(Class<T> expected, Consumer<? super T> check) {
		if (this.refusal == null) {
			throw new AssertionError(
					"Expected a refusal with %s, but there were events %s".formatted(expected.getName(), this.events));
		}
		Assertions.assertThat(this.refusal).as("refusal").isInstanceOf(expected);
		check.accept(expected.cast(this.refusal));
		return this;
	}

	private void requireAccepted() {
		if (this.refusal != null) {
			throw new AssertionError("Expected events, but the command was refused: " + this.refusal, this.refusal);
		}
	}

}
