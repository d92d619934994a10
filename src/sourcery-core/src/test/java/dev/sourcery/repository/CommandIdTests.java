package dev.sourcery.repository;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import org.junit.jupiter.api.Test;

import static dev.sourcery.repository.CounterFixture.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * One command id, several commands.
 */
class CommandIdTests {

	private static final CommandId KEY = new CommandId("key-1");

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Noted.class)));

	private final Repository<Note, String> notes = new RepositoryFactory(this.store).of(AggregateType.of(Note.class));

	private final Repository<Note, String> once = this.notes.with(KEY);

	@Test
	void anotherContentIsRefused() {
		Change<Note> first = this.once.create("a", new Write("x"));
		assertReused("a", () -> this.once.create("a", new Write("y")));
		assertReused("a", () -> this.once.update("a", new Write("y")));
		assertReused("a", () -> this.once.upsert("a", new Write("y")));
		assertThat(this.once.create("a", new Write("x"))).isEqualTo(first);
		assertThat(this.once.upsert("a", new Write("x"))).isEqualTo(first);
		assertThat(this.notes.load("a").state().text()).isEqualTo("x");
	}

	@Test
	void anotherClassIsRefusedEvenIfItLeadsToTheSameEvents() {
		this.notes.create("a", new Write("x"));
		this.once.update("a", new Write("y"));
		assertReused("a", () -> this.once.update("a", new Scribble("y")));
	}

	@Test
	void theSameHoldsForCommandsThatRunAtTheSameTime() {
		this.notes.create("a", new Write("x"));
		// stores the same events first, and then other ones
		assertReused("a", () -> this.once.update("a",
				new Meanwhile(() -> elsewhere(() -> this.once.update("a", new Write("y"))), "y")));
		CommandId second = new CommandId("key-2");
		Repository<Note, String> twice = this.notes.with(second);
		assertThatExceptionOfType(CommandIdReusedException.class).isThrownBy(
				() -> twice.update("a", new Meanwhile(() -> elsewhere(() -> twice.update("a", new Write("y"))), "z")))
			.satisfies((ex) -> assertThat(ex.commandId()).isEqualTo(second));
		assertThat(this.notes.load("a").state().text()).isEqualTo("xyy");
	}

	@Test
	void eachAggregateHasCommandIdsOfItsOwn() {
		this.once.create("a", new Write("x"));
		assertThat(this.once.create("b", new Scribble("y")).state().text()).isEqualTo("y");
	}

	@Test
	void aCommandThatStoredNothingLeavesItsIdFree() {
		this.notes.create("a", new Write("x"));
		assertThat(this.once.update("a", new Write("")).events()).isEmpty();
		assertThat(this.once.update("a", new Write("y")).state().text()).isEqualTo("xy");
		assertReused("a", () -> this.once.update("a", new Write("")));
	}

	@Test
	void aLambdaIsComparedByTheContentThatIsGivenForIt() {
		this.once.create("a", () -> new Noted("x"));
		assertThat(this.once.create("a", () -> new Noted("y")).state().text()).isEqualTo("x");

		CommandId second = new CommandId("key-2");
		this.notes.with(second, List.of("append", "y")).update("a", (note) -> new Noted("y"));
		assertThat(this.notes.with(second, List.of("append", "y")).update("a", (note) -> new Noted("z")).state().text())
			.isEqualTo("xy");
		assertThatExceptionOfType(CommandIdReusedException.class)
			.isThrownBy(() -> this.notes.with(second, List.of("append", "z")).update("a", (note) -> new Noted("z")));
	}

	@Test
	void theOrderOfSetsAndMapsDoesNotCount() {
		Change<Note> first = this.once.create("a", new Tag(new LinkedHashSet<>(List.of("p", "q")), map("p", "q")));
		assertThat(this.once.create("a", new Tag(new LinkedHashSet<>(List.of("q", "p")), map("q", "p"))))
			.isEqualTo(first);
		assertReused("a", () -> this.once.create("a", new Tag(Set.of("p", "r"), map("p", "q"))));
		assertReused("a", () -> this.once.create("a", new Tag(Set.of("p", "q"), map("p", "r"))));
	}

	private static Map<String, Set<Write>> map(String... keys) {
		Map<String, Set<Write>> map = new LinkedHashMap<>();
		Stream.of(keys).forEach((key) -> map.put(key, Set.of(new Write(key), new Write("x"))));
		return map;
	}

	@Test
	void whatACommandKeepsToItselfCounts() {
		this.once.create("a", new Closed("x"));
		assertThat(this.once.create("a", new Closed("x")).version()).isEqualTo(1);
		assertReused("a", () -> this.once.create("a", new Closed("y")));
	}

	@Test
	void aCommandThatIsNoJsonIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.once.create("a", new Endless()))
			.withMessageContaining("with(CommandId, Object)");
		assertThat(this.notes.with(KEY, "x").create("a", new Endless()).version()).isEqualTo(1);
		assertThat(this.notes.create("b", new Endless()).version()).isEqualTo(1);
	}

	@Test
	void theFingerprintTellsNothingAndGoesNowhere() {
		RecordedEvent<?> event = this.once.create("a", new Write("Ada")).events().get(0);
		String fingerprint = (String) event.metadata().entries().get(CommandFingerprints.ENTRY);
		assertThat(fingerprint).matches("1:[A-Za-z0-9_-]{22}");
		assertThat(this.once.create("b", new Write("Ada")).events().get(0).metadata()).isNotEqualTo(event.metadata());
		assertThatExceptionOfType(CommandIdReusedException.class)
			.isThrownBy(() -> this.once.create("a", new Write("Bob")))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(fingerprint, "Ada", "Bob"));

		// a reaction to the event copies its metadata
		Repository<Note, String> reaction = this.notes.with(event.metadata());
		assertThat(reaction.create("c", new Write("x")).events().get(0).metadata().entries()).isEmpty();
		CommandId second = new CommandId("key-2");
		reaction.with(second).create("d", () -> new Noted("x"));
		assertThat(reaction.with(second).create("d", new Write("x")).version()).isEqualTo(1);
	}

	@Test
	void eventsWithoutFingerprintAreNotCompared() {
		// as they were stored before there were fingerprints, or will be by another
		// version
		for (Metadata metadata : List.of(Metadata.empty(), Metadata.empty().with(CommandFingerprints.ENTRY, "2:x"),
				Metadata.empty().with(CommandFingerprints.ENTRY, 7))) {
			String id = "a" + metadata.entries().values();
			this.store.append(List.of(new Append(new StreamId("note", id), ExpectedVersion.noStream(),
					List.of(NewEvent.of(new Noted("x"), metadata)), KEY)));
			assertThat(this.once.create(id, new Write("y")).state().text()).isEqualTo("x");
		}
	}

	@Test
	void idsOfAggregatesAreDerivedFromIdAndPurpose() {
		assertThat(KEY.idFor("open")).isEqualTo(new CommandId("key-1").idFor("open"))
			.isNotEqualTo(KEY.idFor("transfer"))
			.isNotEqualTo(new CommandId("key-2").idFor("open"))
			.extracting((id) -> id.version())
			.isEqualTo(8);
	}

	private static void assertReused(String id, Runnable command) {
		assertThatExceptionOfType(CommandIdReusedException.class).isThrownBy(command::run).satisfies((ex) -> {
			assertThat(ex.commandId()).isEqualTo(KEY);
			assertThat(ex.stream()).isEqualTo(new StreamId("note", id));
		});
	}

	record Write(String text) {

	}

	record Scribble(String text) {

	}

	record Tag(Set<String> tags, Map<String, Set<Write>> map) {

	}

	// what runs first is no part of the content
	record Meanwhile(@com.fasterxml.jackson.annotation.JsonIgnore Runnable first, String text) {

	}

	static final class Closed {

		private final String text;

		Closed(String text) {
			this.text = text;
		}

	}

	static final class Endless {

		@SuppressWarnings("unused")
		private final Endless self = this;

	}

	@EventType("note.noted")
	record Noted(String text) {

	}

	@Aggregate("note")
	record Note(String text) {

		@CommandHandler
		static Noted write(Write command) {
			return new Noted(command.text());
		}

		@CommandHandler
		static Noted scribble(Scribble command) {
			return new Noted(command.text());
		}

		@CommandHandler
		static Noted tag(Tag command) {
			return new Noted("tags");
		}

		@CommandHandler
		static Noted closed(Closed command) {
			return new Noted(command.text);
		}

		@CommandHandler
		static Noted endless(Endless command) {
			return new Noted("endless");
		}

		@CommandHandler
		List<Noted> append(Write command) {
			return command.text().isEmpty() ? List.of() : List.of(new Noted(command.text()));
		}

		@CommandHandler
		Noted append(Scribble command) {
			return new Noted(command.text());
		}

		@CommandHandler
		Noted append(Meanwhile command) {
			command.first().run();
			return new Noted(command.text());
		}

		@Apply
		static Note first(Noted event) {
			return new Note(event.text());
		}

		@Apply
		Note next(Noted event) {
			return new Note(this.text + event.text());
		}

	}

}
