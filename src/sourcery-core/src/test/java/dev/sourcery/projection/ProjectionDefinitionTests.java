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
