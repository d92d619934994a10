package dev.sourcery.snapshot;

import java.util.HashSet;
import java.util.List;

import dev.sourcery.event.EventTypeName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StateFormatTests {

	@Test
	void aStateIsReadAsItWasWritten() {
		StateFormat<First.State> format = new StateFormat<>(First.State.class);
		First.State state = new First.State(List.of(new First.Box<>("a")), new First.Money[] { new First.Money(5) });
		assertThat(format.read(format.write(state)).boxes()).isEqualTo(state.boxes());
	}

	@Test
	void theNameDependsOnTheFieldsOfAllParts() {
		assertThat(name(First.State.class)).isEqualTo(name(First.State.class));
		assertThat(checksum(First.OfBox.class)).as("raw type of a generic field")
			.isNotEqualTo(checksum(Second.OfBox.class));
		assertThat(checksum(First.OfArray.class)).as("component of an array")
			.isNotEqualTo(checksum(Second.OfArray.class));
		assertThat(checksum(First.OfParent.class)).as("generic parent").isNotEqualTo(checksum(Second.OfParent.class));
	}

	// the names of the nesting classes have the same length, so they are made equal
	private static String checksum(Class<?> type) {
		StringBuilder structure = new StringBuilder();
		StateFormat.describe(type, structure, new HashSet<>());
		return structure.toString().replace("Second", "First");
	}

	private static String name(Class<?> type) {
		return new StateFormat<>(type).name();
	}

	@Test
	void theNameDependsOnTheEventsThatAreApplied() {
		EventTypeName opened = new EventTypeName("opened", 1);
		String one = new StateFormat<>(First.Money.class, List.of(opened)).name();
		assertThat(new StateFormat<>(First.Money.class, List.of(new EventTypeName("opened", 2))).name())
			.isNotEqualTo(one);
		assertThat(new StateFormat<>(First.Money.class, List.of(opened, new EventTypeName("closed", 1))).name())
			.isNotEqualTo(one);
		assertThat(new StateFormat<>(First.Money.class, List.of(opened)).name()).isEqualTo(one);
	}

	@Test
	void aStateThatCannotBeReadIsRefusedWithoutItsContent() {
		assertThatExceptionOfType(InvalidSnapshotException.class)
			.isThrownBy(() -> new StateFormat<>(First.Money.class).read("{\"cents\":\"secret\"}"))
			.withMessageContaining(First.Money.class.getName())
			.withMessageNotContaining("secret");
	}

	static final class First {

		record Money(long cents) {

		}

		record Box<T>(T content) {

		}

		record State(List<Box<String>> boxes, Money[] amounts) {

		}

		record OfBox(Box<String> box) {

		}

		record OfArray(Money[] amounts) {

		}

		static class Parent<T> {

			long value;

		}

		static final class OfParent extends Parent<String> {

		}

	}

	static final class Second {

		record Money(long cents, String currency) {

		}

		record Box<T>(T content, int size) {

		}

		record OfBox(Box<String> box) {

		}

		record OfArray(Money[] amounts) {

		}

		static class Parent<T> {

			long value;

			long other;

		}

		static final class OfParent extends Parent<String> {

		}

	}

}
