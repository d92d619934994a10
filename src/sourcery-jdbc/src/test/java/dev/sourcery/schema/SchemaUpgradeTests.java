package dev.sourcery.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every version of the schema that a store may have is brought to the newest one, with
 * its data. For each there is a stored copy that never changes.
 */
class SchemaUpgradeTests {

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database.dataSource());

	private final SourcerySchema schema = new SourcerySchema(this.database.dataSource(), "sourcery");

	private final JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.database.dataSource());

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

	static Stream<String> storedCopies() throws IOException {
		return names("classpath*:dev/sourcery/stored/V*.sql");
	}

	private static Stream<String> names(String pattern) throws IOException {
		return Stream.of(new PathMatchingResourcePatternResolver().getResources(pattern))
			.map(Resource::getFilename)
			.sorted(Comparator.comparingInt((name) -> Integer.parseInt(name.replaceAll("V(\\d+).*", "$1"))));
	}

	@Test
	void thereIsACopyOfEachEarlierVersion() throws IOException {
		List<String> versions = names("classpath*:dev/sourcery/schema/V*.sql")
			.map((name) -> name.replaceAll("__.*", ""))
			.toList();
		List<String> copies = storedCopies().map((name) -> name.replace(".sql", "")).toList();
		assertThat(copies).as("copies of all versions but the newest")
			.containsAll(versions.subList(0, versions.size() - 1));
	}

	@ParameterizedTest
	@MethodSource("storedCopies")
	void aStoreOfAnEarlierVersionIsUpgradedWithItsData(String copy) throws IOException {
		this.jdbc
			.execute(new ClassPathResource("dev/sourcery/stored/" + copy).getContentAsString(StandardCharsets.UTF_8));

		this.schema.migrate();

		this.schema.validate();
		JdbcEventStore store = new JdbcEventStore(this.database.dataSource(), this.transactionManager,
				new JsonEventSerializer(EventTypes.of(Happened.class)), "sourcery");
		List<RecordedEvent<?>> events = store.readAll(EventQuery.all()).toList();
		assertThat(events).extracting((event) -> ((Happened) event.payload()).text())
			.containsExactly("first", "second", "other \"stream\" \\ 😀");
		assertThat(events).extracting((event) -> event.position().value()).containsExactly(1L, 2L, 4L);
		assertThat(events.get(1).metadata()).isEqualTo(Metadata.empty().withActor("ada").with("order", "42"));
		assertThat(events.get(1).eventId()).isEqualTo(UUID.fromString("7f1b1d7e-6f0e-4c1f-9c3a-1b1d7e6f0e02"));
		assertThat(events.get(2).stream()).isEqualTo(new StreamId("thing", "é \"b\" \\"));
		assertThat(new JdbcCheckpoints(this.database.dataSource(), this.transactionManager, "sourcery")
			.loadOrCreate(new SubscriptionKey("notes", 1).lane(0))).isEqualTo(new Position(2));
		assertThat(this.jdbc.queryForObject("select sourcery.is_live('notes', 1)", Boolean.class)).isTrue();

		StreamId stream = new StreamId("thing", "a");
		assertThat(store
			.append(stream, ExpectedVersion.exactly(2), List.of(NewEvent.of(new Happened("after the upgrade"))))
			.position()).contains(new Position(5));
		assertThat(store.read(StreamQuery.of(stream))).hasSize(3);
		assertThat(events).allMatch((event) -> event.tags().isEmpty());
		NewEvent tagged = NewEvent.of(new Happened("tagged")).withTags(Tag.of("course", "c1"));
		store.append(stream, ExpectedVersion.exactly(3), List.of(tagged));
		assertThat(this.jdbc.queryForObject("select tags[1] from sourcery.event_log where version = 4", String.class))
			.isEqualTo("course:c1");
	}

}
