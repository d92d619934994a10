package dev.sourcery.autoconfigure.event;

import java.util.List;
import java.util.function.Consumer;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.evolution.InvalidEvolutionException;
import dev.sourcery.evolution.Upcaster;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class EvolutionAutoConfigurationTests {

	private static final StreamId STREAM = new StreamId("note", "1");

	private final TestDatabase database = TestDatabase.create();

	@BeforeEach
	void storeEventsOfAnEarlierVersion() {
		with(Before.Noted.class, Before.Printed.class).run((context) -> context.getBean(EventStore.class)
			.append(STREAM, ExpectedVersion.any(),
					List.of(NewEvent.of(new Before.Noted("a")), NewEvent.of(new Before.Printed()))));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whenThereAreUpcastersAndRetiredTypesEventsAreReadByThem(CapturedOutput output) {
		evolved().withPropertyValues("sourcery.events.retired=printed", "sourcery.events.unreadable=refuse")
			.run(reading((events) -> assertThat(events).containsExactly(new Noted("a", 1))));
		assertThat(output).doesNotContain("cannot be read");
	}

	@Test
	void whenAnUnknownTypeIsReadItIsNamed(CapturedOutput output) {
		evolved()
			.run((context) -> assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> read(context))
				.withMessageContaining("'printed'"));
		assertThat(output).contains("Stored events of these types cannot be read: 'printed' version 1")
			.contains("sourcery.events.retired");
	}

	@Test
	void whenUnknownTypesAreIgnoredTheTypeIsLoggedOnce(CapturedOutput output) {
		evolved().withPropertyValues("sourcery.events.unknown=ignore").run((context) -> {
			assertThat(read(context)).containsExactly(new Noted("a", 1));
			assertThat(read(context)).containsExactly(new Noted("a", 1));
		});
		assertThat(output).containsOnlyOnce("Stored events of type 'printed' version 1 are ignored");
	}

	@Test
	void whenAChainHasAGapTheApplicationDoesNotStart() {
		evolved().withBean("gap", Upcaster.class, () -> Upcaster.next("other", 1, (json) -> json))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidEvolutionException.class)
				.hasMessageContaining("The upcaster from 'other' version 1 to 'other' version 2"));
	}

	@Test
	void whenARetiredNameIsBlankTheApplicationDoesNotStart() {
		evolved().withPropertyValues("sourcery.events.retired= ,printed")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("sourcery.events.retired must contain names"));
	}

	private static ContextConsumer<AssertableApplicationContext> reading(Consumer<List<Object>> check) {
		return (context) -> check.accept(read(context));
	}

	private static List<Object> read(AssertableApplicationContext context) {
		return context.getBean(EventStore.class)
			.read(StreamQuery.of(STREAM))
			.<Object>map(RecordedEvent::payload)
			.toList();
	}

	private ApplicationContextRunner evolved() {
		return with(Noted.class).withBean("noted", Upcaster.class,
				() -> Upcaster.next("noted", 1, (json) -> json.put("length", json.get("text").stringValue().length())));
	}

	private ApplicationContextRunner with(Class<?>... events) {
		return Contexts.on(this.database).withBean(EventTypes.class, () -> EventTypes.of(events));
	}

	interface Before {

		@EventType("noted")
		record Noted(String text) {

		}

		@EventType("printed")
		record Printed() {

		}

	}

	@EventType(value = "noted", version = 2)
	record Noted(String text, int length) {

	}

}
