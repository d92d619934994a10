package dev.sourcery.projection;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.subscription.InvalidSubscriptionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProjectionDefinitionTests {

	@Test
	void anEventThatTwoHandlersTakeByUnrelatedInterfacesIsRefused() {
		EventTypes types = EventTypes.of(Opened.class, Corrected.class);
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new Doubtful(), types))
			.withMessageContaining("both take " + Corrected.class.getName())
			.withMessageContaining("onAudited(Audited)")
			.withMessageContaining("onUndoable(Undoable)")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("Corrected"));
	}

	@Test
	void aHandlerForTheEventItselfRemovesTheDoubt() {
		EventTypes types = EventTypes.of(Opened.class, Corrected.class);
		assertThat(ProjectionDefinition.of(new Definite(), types).key().name()).isEqualTo("definite");
	}

	@Test
	void lanesOutOfRangeAndLanesInTheAppendsTransactionAreRefused() {
		EventTypes types = EventTypes.of(Opened.class);
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new NoLanes(), types))
			.withMessageContaining("0 lanes");
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new JoiningLanes(), types))
			.withMessageContaining("runs in the transaction of the append");
	}

	@Test
	void keysForSomeOfTheEventsOnlyAreRefused() {
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new HalfKeyed(), EventTypes.of(Opened.class, Corrected.class)))
			.withMessageContaining("no @OrderedBy methods for " + Opened.class.getName());
		assertThat(ProjectionDefinition.of(new HalfKeyed(), EventTypes.of(Corrected.class)).lanes()).isEqualTo(2);
	}

	@Test
	void aKeyMethodThatReturnsNothingIsRefused() {
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new VoidKey(), EventTypes.of(Opened.class)))
			.withMessageContaining("returns no key");
	}

	@Projection(value = "no-lanes", lanes = 0)
	static class NoLanes {

		@EventHandler
		void on(Opened event) {
		}

	}

	@Projection(value = "joining-lanes", lanes = 2, mode = ProjectionMode.IN_TRANSACTION)
	static class JoiningLanes {

		@EventHandler
		void on(Opened event) {
		}

	}

	@Projection(value = "half-keyed", lanes = 2)
	static class HalfKeyed {

		@EventHandler
		void on(Object event) {
		}

		@OrderedBy
		int key(Undoable event) {
			return 1;
		}

	}

	@Projection(value = "void-key", lanes = 2)
	static class VoidKey {

		@EventHandler
		void on(Opened event) {
		}

		@OrderedBy
		void key(Opened event) {
		}

	}

	interface Audited {

	}

	interface Undoable {

	}

	@EventType("opened")
	record Opened() implements Audited {

	}

	@EventType("corrected")
	record Corrected() implements Audited, Undoable {

	}

	@Projection("doubtful")
	static class Doubtful {

		@EventHandler
		void onAudited(Audited event) {
		}

		@EventHandler
		void onUndoable(Undoable event) {
		}

	}

	@Projection("definite")
	static class Definite {

		@EventHandler
		void onAudited(Audited event) {
		}

		@EventHandler
		void onUndoable(Undoable event) {
		}

		@EventHandler
		void on(Corrected event) {
		}

	}

}
