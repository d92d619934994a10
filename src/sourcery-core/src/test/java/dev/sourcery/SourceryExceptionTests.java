package dev.sourcery;

import java.util.List;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnknownEventTypeException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SourceryExceptionTests {

	@Test
	void theMessageConsistsOfProblemAndRemedy() {
		assertThatExceptionOfType(InvalidAggregateException.class).isThrownBy(() -> AggregateType.of(Plain.class))
			.satisfies((ex) -> {
				assertThat(ex.problem())
					.isEqualTo(Plain.class.getName() + " is not a usable aggregate: it has no @Aggregate annotation");
				assertThat(ex.remedy()).isEqualTo("Annotate it with @Aggregate(\"a-stable-name\").");
				assertThat(ex).hasMessage(ex.problem() + ". " + ex.remedy());
			});
	}

	@Test
	void aFullStopWithinTheProblemDoesNotEndIt() {
		assertThatExceptionOfType(UnknownEventTypeException.class)
			.isThrownBy(() -> EventTypes.of().classOf(new EventTypeName("Mr. Smith left", 2)))
			.satisfies((ex) -> assertThat(ex.problem())
				.isEqualTo("No class is registered for the stored event type 'Mr. Smith left', schema version 2"))
			.satisfies((ex) -> assertThat(ex.remedy())
				.isEqualTo("Restore the event class or put its @EventType name back."));
	}

	@Test
	void aFailureOfTheStoreHasThemToo() {
		VersionConflictException conflict = new VersionConflictException(new StreamId("note", "1"),
				ExpectedVersion.exactly(1), 2L, List.of(), null);
		assertThat(conflict.problem())
			.isEqualTo("Conflict on stream note/1: expected version 1, but it is at version 2");
		assertThat(conflict.remedy()).isEqualTo("Load it again and repeat the decision.");
		assertThat(conflict).hasMessage(conflict.problem() + ". " + conflict.remedy());
	}

	@Test
	void aMessageWithoutARemedyIsTheProblem() {
		SourceryException failure = new SourceryException("Something is wrong.", null) {
		};
		assertThat(failure).hasMessage("Something is wrong.");
		assertThat(failure.problem()).isEqualTo("Something is wrong");
		assertThat(failure.remedy()).isNull();
	}

	static class Plain {

	}

}
