package dev.sourcery.test.aggregate;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command. Each check throws an {@link AssertionError} that shows what
 * came instead, and returns this outcome for further checks.
 *
 * @param <A> the aggregate class
 */
public final class Outcome<A> {

	private final List<Object> events;

	private final @Nullable A state;

	private final @Nullable RuntimeException refusal;

	Outcome(List<Object> events, @Nullable A state, @Nullable RuntimeException refusal) {
		this.events = events;
		this.state = state;
		this.refusal = refusal;
	}

	/**
	 * The command led to exactly these events.
	 * @param expected the events in their order
	 * @return this outcome
	 */
	public Outcome<A> thenEvents(Object... expected) {
		requireAccepted();
		Assertions.assertThat(this.events).as("events").containsExactly(expected);
		return this;
	}

	/**
	 * The command was accepted and changed nothing.
	 * @return this outcome
	 */
	public Outcome<A> thenNothing() {
		return thenEvents();
	}

	/**
	 * The state after the events is as checked.
	 * @param check asserts something of the state
	 * @return this outcome
	 */
	public Outcome<A> thenState(Consumer<? super A> check) {
		requireAccepted();
		check.accept(Objects.requireNonNull(this.state, "The aggregate does not exist: nothing happened to it"));
		return this;
	}

	/**
	 * The command was refused.
	 * @param expected class of what the handler threw
	 * @return this outcome
	 */
	public Outcome<A> thenRefused(Class<? extends RuntimeException> expected) {
		return thenRefused(expected, (refused) -> {
		});
	}

	/**
	 * The command was refused.
	 * @param <T> class of what the handler threw
	 * @param expected class of what the handler threw
	 * @param check asserts something of it
	 * @return this outcome
	 */
	public <T extends RuntimeException> Outcome<A> thenRefused(Class<T> expected, Consumer<? super T> check) {
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
