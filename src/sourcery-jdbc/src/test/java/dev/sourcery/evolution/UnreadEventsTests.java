package dev.sourcery.evolution;

import java.time.Instant;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.AggregateExistsException;
import dev.sourcery.repository.AggregateNotFoundException;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.repository.Versioned;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Aggregates whose streams contain events that are retired or unknown.
 */
class UnreadEventsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore earlier = store(EvolutionRules.none(), Added.class, Printed.class, Mailed.class);

	private final Repository<Notes, String> notes = repository(
			EvolutionRules.none().retired("printed").unknown(UnknownEvents.IGNORE));

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whenTheLastEventIsRetiredTheNextOneIsAppendedAfterIt() {
		append(new Added("a"), new Printed());
		assertThat(this.notes.find("1")).hasValue(new Versioned<>(stream(), 2, new Notes(1)));
		assertThat(this.notes.update("1", new Add("b")).commit().version()).isEqualTo(3);
		assertThat(this.notes.history("1")).extracting((event) -> event.version()).containsExactly(1L, 3L);
	}

	@Test
	void whenTheLastEventIsUnknownAndIgnoredTheNextOneIsAppendedAfterIt() {
		append(new Added("a"), new Mailed());
		assertThat(this.notes.update("1", new Add("b")).commit().version()).isEqualTo(3);
	}

	@Test
	void whenTheLastEventIsUnknownAndRefusedItIsNamed() {
		append(new Added("a"), new Mailed());
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> repository(EvolutionRules.none().retired("printed")).update("1", new Add("b")))
			.withMessageContaining("'mailed'")
			.withMessageContaining("schema version 3")
			.withMessageContaining("version 2, position");
	}

	@Test
	void aStateOfThePastHasTheVersionOfTheStream() {
		append(new Added("a"), new Printed());
		Instant printed = this.earlier.read(StreamQuery.of(stream()).from(2)).findFirst().orElseThrow().recordedAt();
		assertThat(this.notes.asOf("1", printed)).hasValue(new Versioned<>(stream(), 2, new Notes(1)));
		assertThat(this.notes.asOf("1", printed.minusSeconds(60))).isEmpty();
		assertThat(this.notes.asOf("1", Instant.MAX)).map(Versioned::version).hasValue(2L);
		assertThat(this.notes.asOf("1", Instant.MIN)).isEmpty();
		assertThat(this.notes.atVersion("1", 2)).hasValue(new Versioned<>(stream(), 2, new Notes(1)));
	}

	@Test
	void anAggregateWhoseEventsAreAllRetiredExistsWithoutState() {
		append(new Printed(), new Printed());
		assertThat(this.notes.find("1")).isEmpty();
		assertThatExceptionOfType(AggregateExistsException.class)
			.isThrownBy(() -> this.notes.create("1", new Add("a")));
		assertThatExceptionOfType(AggregateExistsException.class).isThrownBy(() -> this.notes.upsert("1", new Add("a")))
			.withMessageContaining("all of its events are retired or ignored");
		assertThatExceptionOfType(AggregateNotFoundException.class)
			.isThrownBy(() -> this.notes.update("1", new Add("a")))
			.withMessageContaining("at version 2")
			.withMessageContaining("retired or ignored");
		Repository<Notes, String> cached = new RepositoryFactory(
				store(EvolutionRules.none().retired("printed"), Added.class))
			.withStateCache(100)
			.of(AggregateType.of(Notes.class));
		assertThat(cached.find("1")).isEmpty();
		assertThatExceptionOfType(AggregateExistsException.class).isThrownBy(() -> cached.upsert("1", new Add("a")));
		assertThat(this.earlier.version(stream())).isEqualTo(2);
	}

	private void append(Object... events) {
		this.earlier.append(stream(), ExpectedVersion.any(), Stream.of(events).map(NewEvent::of).toList());
	}

	private static StreamId stream() {
		return new StreamId("notes", "1");
	}

	private Repository<Notes, String> repository(EvolutionRules rules) {
		return new RepositoryFactory(store(rules, Added.class)).of(AggregateType.of(Notes.class));
	}

	private JdbcEventStore store(EvolutionRules rules, Class<?>... events) {
		return new JdbcEventStore(this.database.dataSource(), this.database.transactionManager(),
				EventEvolution.of(new JsonEventSerializer(EventTypes.of(events)), rules), StoreDatabase.SCHEMA,
				AppendSettings.standard());
	}

	@EventType("added")
	record Added(String text) {

	}

	@EventType("printed")
	record Printed() {

	}

	@EventType(value = "mailed", version = 3)
	record Mailed() {

	}

	record Add(String text) {

	}

	@Aggregate("notes")
	record Notes(int count) {

		@CommandHandler
		static Added create(Add command) {
			return new Added(command.text());
		}

		@CommandHandler
		Added add(Add command) {
			return new Added(command.text());
		}

		@Apply
		static Notes first(Added event) {
			return new Notes(1);
		}

		@Apply
		Notes on(Added event) {
			return new Notes(this.count + 1);
		}

	}

}
