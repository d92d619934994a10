package dev.sourcery.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What comes out of a store goes into another one, whatever it is.
 */
class RoundTripTests {

	private static final List<String> JSON = List.of("{}", "null", "17", "\"text\"", "[]", " {\"blanks\" : 1 } ",
			"{\"a\":1,\"a\":2,\"A\":3}", "{\"quoted\":\"a \\\"b\\\" c\",\"slashes\":\"\\\\ \\/ / \\\\\\\\\"}",
			"{\"escapes\":\"\\b\\f\\n\\r\\t\\u0009\\u00e4\\ud83d\\ude00\",\"raw\":\"ä € 😀 \u2028 \u007f\"}",
			"{\"what\":\"json keeps\",\"nul\":\"\\u0000\",\"lone\":\"\\ud83d\"}",
			"{\n\t\"pretty\": [\r\n\t\t1,\n\t\t2\n\t]\n}", "{\"copy\":\"\\\\N \\\\. \\\\t\"}",
			"{\"numbers\":[1.10,1e400,-0,123456789012345678901234567890.5]}",
			"{\"like\":\"a line\",\"payload\":{\"metadata\":\",\\\"payload\\\":\"}}", "[[[{\"a,b\":\"}]\\\\\"}]]]",
			"\t[1,\t2]\t", "{\"\":\"\"}", "\"\\\\\"");

	private static final List<String> NAMES = List.of("plain", "with blank ", "quote\"quote", "back\\slash", "tab\ttab",
			"line\nfeed", "carriage\rreturn", "bell\u0007\u001f", "\\N", "\\.", "Ärger €", "😀", "a,b", "",
			"{\"events\":");

	@TempDir
	private Path directory;

	private final StoreDatabase source = new StoreDatabase();

	private final StoreDatabase target = new StoreDatabase();

	private Path file;

	@BeforeEach
	void name() {
		this.file = this.directory.resolve("events.ndjson");
	}

	@AfterEach
	void close() {
		this.source.close();
		this.target.close();
	}

	@Test
	void eventsThatAProjectionAppliesWithinAppendsAreImportedWithoutIt() {
		append(this.source.store(), "s", "1");
		Events.export(this.source).export(this.file);
		JdbcTemplate jdbc = this.target.jdbc();
		jdbc.queryForList("select sourcery.change_mode('balances', 1, true, '{thing.happened}')");
		assertThatExceptionOfType(UnappliedAppendException.class)
			.isThrownBy(() -> append(this.target.store(), "s", "1"));
		Events.imports(this.target).importFrom(this.file);
		assertThat(this.target.store().readAll(EventQuery.all())).hasSize(1);
		assertThatExceptionOfType(UnappliedAppendException.class).as("after the import")
			.isThrownBy(() -> append(this.target.store(), "s", "2"));
	}

	@Test
	void tagsStandInTheLineOfAnEventThatHasSome() throws IOException {
		this.source.store()
			.append(new StreamId("thing", "1"), ExpectedVersion.noStream(), List.of(NewEvent.of(new Happened("a")),
					NewEvent.of(new Happened("b")).withTags(new Tag("student:s\"1"), new Tag("course:c1"))));
		Events.export(this.source).export(this.file);
		List<String> lines = Files.readAllLines(this.file);
		assertThat(lines.get(1)).contains("Z\",\"metadata\":{}").doesNotContain("tags");
		assertThat(lines.get(2)).contains("Z\",\"tags\":[\"course:c1\",\"student:s\\\"1\"],\"metadata\":{}");
	}

	@Test
	void onlyTheOwnerMayReadTheFile() throws IOException {
		Events.insertMany(this.source, "many", 3);
		Events.export(this.source).export(this.file);
		if (Files.getFileStore(this.file).supportsFileAttributeView("posix")) {
			assertThat(Files.getPosixFilePermissions(this.file))
				.containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
		}
	}

	private void fillWithAnything() {
		int version = 1;
		for (String json : JSON) {
			Events.insert(this.source, "json", "s", version, json, "{}");
			Events.insert(this.source, "json", "s", version + 1, "{\"actor\":\"ada\"}", json);
			version += 2;
		}
		for (String name : NAMES) {
			Events.insert(this.source, name, "s", 1, "{}", "{}");
			Events.insert(this.source, "name", name, Long.MAX_VALUE, "{}", "{}");
		}
		this.source.store()
			.append(new StreamId("thing", "tagged"), ExpectedVersion.noStream(),
					List.of(NewEvent.of(new Happened("a")).withTags(new Tag("course:c1"), new Tag("a,\"b\" \\ {} 😀")),
							NewEvent.of(new Happened("b")).withTags(new Tag("null"))));
		this.source.jdbc().update("""
				insert into sourcery.events (recorded_at, aggregate_type, stream_id, version, event_id, event_type,
				                             schema_version, metadata, payload)
				select at, 'time', at::text, 1, gen_random_uuid(), e'odd\\ttype "\\\\"', 0, '{}', '{}'
				from unnest('{2024-02-29T23:59:59.999999Z,1969-12-31T23:59:59.000001Z,0001-01-01T00:00:00Z,
				              9999-12-31T23:59:59.100000Z}'::timestamptz[]) at
				""");
	}

	@Test
	void anEmptyStoreBecomesTheSameStore() throws Exception {
		fillWithAnything();
		ExportReport exported = Events.export(this.source).export(this.file);
		List<Map<String, Object>> events = Events.of(this.source);
		assertThat(exported.events()).isEqualTo(events.size()).isEqualTo(exported.added());
		assertThat(exported.unsettled()).isZero();

		ImportReport imported = Events.imports(this.target).importFrom(this.file);
		assertThat(imported.events()).isEqualTo(events.size()).isEqualTo(imported.added());
		assertThat(imported.sha256()).isEqualTo(exported.sha256());
		assertThat(Events.of(this.target)).isEqualTo(events);

		Path again = this.directory.resolve("again.ndjson");
		Events.export(this.target).export(again);
		Events.assertSameEvents(again, this.file);
		for (StoreDatabase database : List.of(this.source, this.target)) {
			VerificationReport verified = Events.export(database).verify(this.file);
			assertThat(verified.events()).isEqualTo(events.size());
			assertThat(verified.sha256()).isEqualTo(exported.sha256());
			assertThat(verified.besides()).isZero();
		}
	}

	@Test
	void eventsComeBehindThoseOfTheStore() {
		StoreDatabase.append(this.target.store(), "before", "1", "2");
		Events.insertMany(this.source, "many", 25_000);
		Events.export(this.source).export(this.file);
		List<Map<String, Object>> expected = new ArrayList<>(Events.of(this.target));
		expected.addAll(Events.of(this.source));
		Events.imports(this.target).importFrom(this.file);
		assertThat(Events.of(this.target)).isEqualTo(expected);
		assertThat(Events.export(this.target).verify(this.file).besides()).isEqualTo(2);
		StoreDatabase.append(this.target.store(), "before", "3");
		assertThat(this.target.store().readAll(EventQuery.all().aggregateTypes(Set.of("thing"))))
			.extracting((event) -> event.version())
			.containsExactly(1L, 2L, 3L);
	}

	@Test
	void theEmptyStoreIsAFileToo() {
		assertThat(Events.export(this.source).export(this.file).events()).isZero();
		assertThat(Events.imports(this.target).importFrom(this.file).events()).isZero();
		assertThat(Events.export(this.target).verify(this.file).events()).isZero();
	}

	@Test
	void hugeEventsGoThrough() {
		for (int i = 1; i <= 3; i++) {
			Events.insert(this.source, "huge", "s", i, "{}",
					"{\"text\":\"" + "\\\\\\n😀ä\\\"x".repeat(300_000 * i) + "\"}");
		}
		Events.export(this.source).export(this.file);
		Events.imports(this.target).importFrom(this.file);
		assertThat(Events.of(this.target)).isEqualTo(Events.of(this.source));
		Events.export(this.target).verify(this.file);
	}

	@Test
	void theSettingsOfASessionDoNotMatter() {
		fillWithAnything();
		Events.export(this.source).export(this.file);
		try (StoreDatabase odd = new StoreDatabase((pool) -> {
			pool.setMaximumPoolSize(1);
			pool.setAutoCommit(false);
			pool.setConnectionInitSql("""
					set timezone = 'Asia/Kathmandu'; set default_transaction_isolation = 'serializable';
					set extra_float_digits = 0; set standard_conforming_strings = off
					""");
		})) {
			assertThat(Events.imports(odd).importFrom(this.file).added()).isPositive();
			Path again = this.directory.resolve("again.ndjson");
			Events.export(odd).export(again);
			Events.assertSameEvents(again, this.file);
		}
	}

	@Test
	void withinATransactionNothingIsDone() {
		Events.export(this.source).export(this.file);
		new TransactionTemplate(this.source.transactionManager()).executeWithoutResult((status) -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> Events.export(this.source).export(this.directory.resolve("again.ndjson")))
				.withMessageContaining("@Transactional");
			assertThatIllegalStateException().isThrownBy(() -> Events.imports(this.source).importFrom(this.file));
			assertThatIllegalStateException().isThrownBy(() -> Events.export(this.source).verify(this.file));
		});
		assertThat(this.directory).isDirectoryNotContaining("glob:**again*");
	}

	@Test
	void eachLineIsJson() throws Exception {
		fillWithAnything();
		Events.export(this.source).export(this.file);
		List<String> lines = Files.readAllLines(this.file);
		assertThat(lines.get(0)).isEqualTo("{\"format\":\"sourcery-events\",\"formatVersion\":1,\"epoch\":\"%s\"}"
			.formatted(this.source.store().epoch()));
		assertThat(lines.get(lines.size() - 1)).startsWith("{\"events\":" + (lines.size() - 2) + ",\"sha256\":\"");
		JsonMapper mapper = new JsonMapper();
		for (String line : lines) {
			assertThat(mapper.readTree(line)).as(line).isInstanceOf(JsonNode.class);
		}
	}

}
