package dev.sourcery.test.event;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Upcast;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.EvolutionRules;
import dev.sourcery.evolution.Upcaster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventFormatsTests {

	@TempDir
	private Path directory;

	@Test
	void aSampleWithAllComponentsIsWrittenAndMustBeCommitted() throws IOException {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> EventFormats.of(Ordered.class).verify(this.directory))
			.withMessageContaining("Commit these files")
			.withMessageContaining("ordered.v1.json");
		String first = Files.readString(this.directory.resolve("ordered.v1.json"));
		assertThat(first).contains("\"lines\"", "\"price\" : 1.50", "\"at\" : \"2024-02-29T12:34:56.123456Z\"",
				"\"note\" : \"note\"", "\"kind\" : \"GIFT\"", "\"kind\" : \"SALE\"",
				"\"id\" : \"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"", "\"labels\"", "\"counts\"");
		EventFormats.of(Ordered.class).verify(this.directory);
		assertThat(this.directory.resolve("ordered.v1.json")).hasContent(first);
	}

	@Test
	void aRenamedFieldIsNamed() {
		write(Before.Plain.class);
		failing(EventFormats.of(Renamed.class), "plain version 1, sample 1",
				"$.owner: the field is lost, it was read as \"owner\"; if it was renamed to holder",
				"@JsonAlias(\"owner\")", "Upcaster.next(");
	}

	@Test
	void aLostFieldIsNamed() {
		write(Before.Plain.class);
		failing(EventFormats.of(Lost.class), "$.inner.deep: the field is lost, it was read as 1");
	}

	@Test
	void aFieldOfAnotherTypeIsNamed() {
		write(Before.Plain.class);
		failing(EventFormats.of(Retyped.class), "cannot be read", "\"owner\"", "java.time.Instant");
		failing(EventFormats.of(Inexact.class), "$.amount: was read as 1.50 and is read as 1.5");
	}

	@Test
	void aRemovedConstantIsNamed() {
		write(Ordered.class);
		failing(EventFormats.of(Cheaper.class), "ordered version 1, sample 2", "cannot be read",
				"a value is not a valid " + Cheaper.Kind.class.getName(), "\"kind\"");
	}

	@Test
	void aRemovedTypeIsNamedUnlessItIsRetired() {
		write(Before.Plain.class, Ordered.class);
		failing(EventFormats.of(Ordered.class), "No class is registered for the stored event type 'plain'",
				"sourcery.events.retired");
		formats(EvolutionRules.none().retired("plain"), Ordered.class).verify(this.directory);
	}

	@Test
	void aNewFieldPassesAndGetsASample() throws IOException {
		write(Before.Plain.class);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> EventFormats.of(Compatible.class).verify(this.directory))
			.withMessageContaining("Commit these files")
			.withMessageContaining("plain.v1.json");
		EventFormats.of(Compatible.class).verify(this.directory);
		assertThat(Files.readString(this.directory.resolve("plain.v1.json"))).contains("\"owner\" : \"owner\"",
				"\"channel\" : \"channel\"");
		failing(EventFormats.of(Before.Plain.class), "$.channel: the field is lost");
	}

	@Test
	void aNewVersionWithAnUpcasterIsAcceptedOnRequest() throws IOException {
		write(Before.Plain.class);
		EventFormats upcasting = formats(EvolutionRules.none()
			.upcasters(
					Upcaster.next("plain", 1, (json) -> json.put("holder", "the " + json.get("owner").stringValue()))),
				Second.class);
		failing(upcasting, "was read as [plain version 1] and is read as [plain version 2]",
				"-D" + EventFormats.ACCEPT + "=true");
		accepting(upcasting);
		upcasting.verify(this.directory);
		assertThat(this.directory.resolve("plain.v2.json")).exists();
		failing(formats(
				EvolutionRules.none().upcasters(Upcaster.next("plain", 1, (json) -> json.put("holder", "another"))),
				Second.class), "$.holder: was read as \"the owner\" and is read as \"another\"");
	}

	@Test
	void anUpcasterWithoutASampleIsNamed() {
		EventFormats upcasting = formats(
				EvolutionRules.none().upcasters(Upcaster.next("plain", 1, (json) -> json.put("holder", "x"))),
				Second.class);
		failing(upcasting, "plain version 1, from which an upcaster converts events", "plain.v1.json");
	}

	@Test
	void theStepOfAClassIsCovered() throws IOException {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> EventFormats.of(Stepped.class).verify(this.directory));
		EventFormats.of(Stepped.class).verify(this.directory);
		assertThat(Files.readString(this.directory.resolve("stepped.v1.json"))).contains("\"version\" : 2");
	}

	@Test
	void aSampleThatAPersonAddsIsRead() throws IOException {
		write(Before.Plain.class);
		Path added = this.directory.resolve("from-production.json");
		Files.writeString(added, "{\"type\":\"plain\",\"version\":1,\"samples\":[{\"stored\":{\"owner\":\"ada\"}}]}");
		failing(EventFormats.of(Before.Plain.class), "from-production.json", "Commit these files");
		EventFormats.of(Before.Plain.class).verify(this.directory);
		assertThat(Files.readString(added)).contains("\"read\"", "\"owner\" : \"ada\"");
	}

	@Test
	void anEventThatRefusesGeneratedValuesGetsItsSampleFromTheTest() {
		failing(EventFormats.of(Refusing.class), "refuses the values of a sample",
				"EventFormats.sample(new Refusing(...))");
		EventFormats given = EventFormats.of(Refusing.class).sample(new Refusing(7));
		failing(given, "Commit these files");
		given.verify(this.directory);
		EventFormats.of(Refusing.class).verify(this.directory);
	}

	@Test
	void aFileThatHoldsNoSamplesIsNamed() throws IOException {
		Files.writeString(this.directory.resolve("broken.json"), "{\"type\":1}");
		failing(EventFormats.of(Refusing.class), "broken.json is not a file of event samples");
	}

	private void write(Class<?>... events) {
		failing(EventFormats.of(events), "Commit these files");
		EventFormats.of(events).verify(this.directory);
	}

	private void failing(EventFormats formats, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> formats.verify(this.directory))
			.satisfies((failure) -> assertThat(failure).hasMessageContainingAll(parts));
	}

	private void accepting(EventFormats formats) {
		System.setProperty(EventFormats.ACCEPT, "true");
		try {
			failing(formats, "Commit these files");
		}
		finally {
			System.clearProperty(EventFormats.ACCEPT);
		}
	}

	private static EventFormats formats(EvolutionRules rules, Class<?>... events) {
		return EventFormats.of(EventEvolution.of(new JsonEventSerializer(EventTypes.of(events)), rules));
	}

	interface Before {

		@EventType("plain")
		record Plain(String owner, BigDecimal amount, Inner inner) {

		}

		record Inner(int deep) {

		}

	}

	@EventType("plain")
	record Renamed(String holder, BigDecimal amount, Before.Inner inner) {

	}

	@EventType("plain")
	record Lost(String owner, BigDecimal amount, Empty inner) {

		record Empty() {

		}

	}

	@EventType("plain")
	record Retyped(Instant owner, BigDecimal amount, Before.Inner inner) {

	}

	@EventType("plain")
	record Inexact(String owner, double amount, Before.Inner inner) {

	}

	@EventType("plain")
	record Compatible(String owner, BigDecimal amount, Before.Inner inner, @Nullable String channel) {

	}

	@EventType(value = "plain", version = 2)
	record Second(String holder) {

	}

	@EventType("ordered")
	record Ordered(UUID id, Instant at, Optional<String> note, List<Line> lines, Set<String> labels,
			Map<String, Integer> counts) {

		record Line(BigDecimal price, Kind kind) {

		}

		enum Kind {

			SALE, GIFT

		}

	}

	@EventType("ordered")
	record Cheaper(UUID id, Instant at, Optional<String> note, List<Line> lines, Set<String> labels,
			Map<String, Integer> counts) {

		record Line(BigDecimal price, Kind kind) {

		}

		enum Kind {

			SALE

		}

	}

	@EventType("stepped")
	record SteppedBefore(String text) {

	}

	@EventType(value = "stepped", version = 2)
	record Stepped(String text, int length) {

		@Upcast
		static Stepped from(SteppedBefore earlier) {
			return new Stepped(earlier.text(), earlier.text().length());
		}

	}

	@EventType("refusing")
	record Refusing(int number) {

		Refusing {
			if (number < 5) {
				throw new IllegalArgumentException("too small");
			}
		}

	}

}
