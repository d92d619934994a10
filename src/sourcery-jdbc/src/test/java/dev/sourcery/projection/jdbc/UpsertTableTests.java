package dev.sourcery.projection.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class UpsertTableTests {

	private static final UpsertTable BALANCE = UpsertTable.of("balance").key("id").value("owner").sum("amount");

	private final StoreDatabase database = new StoreDatabase();

	private final StatementLog log = new StatementLog(this.database.dataSource());

	private final JdbcTemplate jdbc = new JdbcTemplate(this.log);

	@AfterEach
	void close() {
		this.database.close();
	}

	private void createBalance() {
		this.jdbc.execute("create table balance (id text primary key, owner text, amount numeric(38, 2) not null)");
		this.log.statements().clear();
	}

	private static Object[] row(Object... values) {
		return values;
	}

	private static List<Object[]> batch(Object[]... rows) {
		return List.of(rows);
	}

	private List<String> rows(String sql) {
		return this.jdbc.queryForList("select r::text from (%s) r".formatted(sql), String.class);
	}

	@Test
	void rowsAreInsertedAndThenUpdatedByOneStatementEach() {
		createBalance();
		assertThat(BALANCE.upsert(this.jdbc, batch(row("a", "Ada", new BigDecimal("1.50")), row("b", "Bob", 2))))
			.isEqualTo(2);
		assertThat(BALANCE.upsert(this.jdbc,
				batch(row("b", "Bill", new BigDecimal("-0.25")), row("c", null, BigInteger.TEN))))
			.isEqualTo(2);
		assertThat(this.log.statements()).hasSize(2);
		assertThat(rows("select * from balance order by id")).containsExactly("(a,Ada,1.50)", "(b,Bill,1.75)",
				"(c,,10.00)");
	}

	@Test
	void ofRowsWithOneKeyTheLastIsDecisiveAndSumsAreAdded() {
		createBalance();
		BALANCE.upsert(this.jdbc, batch(row("a", "Ada", 1), row("b", "Bob", 5), row("a", "Ann", 2), row("a", null, 3)));
		BALANCE.upsert(this.jdbc, batch(row("a", "Ada", 4L), row("a", "Amy", 5)));
		assertThat(rows("select * from balance order by id")).containsExactly("(a,Amy,15.00)", "(b,Bob,5.00)");
	}

	@Test
	void withoutRowsThereIsNoStatement() {
		createBalance();
		assertThat(BALANCE.upsert(this.jdbc, List.of())).isZero();
		assertThat(BALANCE.delete(this.jdbc, List.of())).isZero();
		assertThat(this.log.statements()).isEmpty();
	}

	@Test
	void rowsAreDeletedByTheirKeys() {
		this.jdbc.execute("create table seats (hall text, seat int, guest text, primary key (hall, seat))");
		UpsertTable seats = UpsertTable.of("seats").value("guest").key("hall").key("seat");
		seats.upsert(this.jdbc, IntStream.range(0, 100).mapToObj((i) -> row("guest" + i, "h" + i % 2, i)).toList());
		assertThat(seats.delete(this.jdbc, batch(row("h0", 0), row("h1", 0), row("h1", 1), row("h1", 1)))).isEqualTo(2);
		assertThat(this.jdbc.queryForObject("select count(*) from seats", Long.class)).isEqualTo(98);
		assertThat(rows("select * from seats where seat = 2")).containsExactly("(h0,2,guest2)");
	}

	@Test
	void aTableOfKeysOnlyTakesEachOnce() {
		this.jdbc.execute("create table seen (id bigint primary key)");
		UpsertTable seen = UpsertTable.of("seen").key("id");
		assertThat(seen.upsert(this.jdbc, batch(row(1), row(2L), row(1)))).isEqualTo(2);
		assertThat(seen.upsert(this.jdbc, batch(row(2), row(3)))).isEqualTo(1);
		assertThat(rows("select id from seen order by id")).containsExactly("(1)", "(2)", "(3)");
	}

	@Test
	void valuesOfAllTypesArriveUnchanged() {
		this.jdbc.execute("""
				create table kinds (
				    id uuid primary key, txt text, num numeric, at timestamptz, flag boolean, doc jsonb, bin bytea,
				    small smallint, whole integer, real8 double precision, local timestamp, day date, clock time,
				    name varchar(20), zoned timestamptz)
				""");
		UpsertTable kinds = UpsertTable.of("kinds")
			.key("id")
			.value("txt")
			.value("num")
			.value("at")
			.value("flag")
			.value("doc", "jsonb")
			.value("bin")
			.value("small")
			.value("whole")
			.value("real8")
			.value("local")
			.value("day")
			.value("clock")
			.value("name", "varchar(20)")
			.value("zoned");
		UUID id = UUID.randomUUID();
		Instant at = Instant.parse("2026-03-01T23:59:59.123456Z");
		byte[] bytes = new byte[256];
		IntStream.range(0, 256).forEach((i) -> bytes[i] = (byte) i);
		String text = "quote \" backslash \\ brace {} comma , null NULL newline \n tab \t ß 😀 '";
		kinds.upsert(this.jdbc,
				batch(row(id, text, new BigDecimal("12345678901234567890.12345678900"), at, true,
						"{\"a\": [1, \"x\\\"y\"]}", bytes, (short) -3, Integer.MIN_VALUE, 0.1 + 0.2,
						LocalDateTime.parse("0044-03-15T12:00:00"), LocalDate.parse("2024-02-29"),
						LocalTime.parse("23:59:59.999999"), TimeUnit.SECONDS,
						OffsetDateTime.parse("2026-03-01T23:59:59+05:30"))));
		Map<String, Object> stored = this.jdbc.queryForMap("select * from kinds where id = ?", id);
		assertThat(stored).containsEntry("txt", text)
			.containsEntry("num", new BigDecimal("12345678901234567890.12345678900"))
			.containsEntry("flag", true)
			.containsEntry("bin", bytes)
			.containsEntry("small", -3)
			.containsEntry("whole", Integer.MIN_VALUE)
			.containsEntry("real8", 0.1 + 0.2)
			.containsEntry("name", "SECONDS");
		assertThat(this.jdbc.queryForObject("""
				select doc -> 'a' ->> 1 = 'x"y' and at = '2026-03-01 23:59:59.123456Z' and local = '0044-03-15 12:00'
				    and day = '2024-02-29' and clock = '23:59:59.999999' and zoned = '2026-03-01 18:29:59Z'
				from kinds
				""", Boolean.class)).isTrue();
	}

	@Test
	void unusualTimesAreRoundedAndKeepTheirEra() {
		this.jdbc.execute("create table times (id int primary key, at timestamptz, day date)");
		UpsertTable times = UpsertTable.of("times").key("id").value("at").value("day");
		times.upsert(this.jdbc,
				batch(row(1, Instant.parse("2026-01-01T00:00:00.999999500Z"), LocalDate.parse("-0043-03-15"))));
		times.upsert(this.jdbc,
				batch(row(2, Instant.parse("+12026-01-01T00:00:00Z"), LocalDate.parse("+12026-01-01"))));
		times.upsert(this.jdbc, batch(row(3, ZonedDateTime.parse("2026-01-01T01:00:00+01:00[Europe/Berlin]"), null)));
		assertThat(this.jdbc.queryForList("""
				select (at at time zone 'UTC')::text || ' ' || coalesce(day::text, '-') from times order by id
				""", String.class)).containsExactly("2026-01-01 00:00:01 0044-03-15 BC",
				"12026-01-01 00:00:00 12026-01-01", "2026-01-01 00:00:00 -");
	}

	@Test
	void nullsAreStoredAlsoInAColumnWithoutAnyValue() {
		this.jdbc.execute("create table nulls (id int primary key, txt text, num numeric, doc jsonb)");
		this.jdbc.update("insert into nulls values (1, 'a', 1, '{}'), (2, 'b', 2, '{}')");
		UpsertTable nulls = UpsertTable.of("nulls").key("id").value("txt").value("num").value("doc", "jsonb");
		nulls.upsert(this.jdbc, batch(row(1, null, null, null), row(2, "NULL", null, null)));
		assertThat(rows("select * from nulls order by id")).containsExactly("(1,,,)", "(2,NULL,,)");
		assertThat(this.jdbc.queryForObject("select txt = 'NULL' from nulls where id = 2", Boolean.class)).isTrue();
	}

	@Test
	void equalKeysInDifferentFormsAreOneRow() {
		this.jdbc.execute("create table forms (num numeric, at timestamptz, n int, primary key (num, at))");
		UpsertTable forms = UpsertTable.of("forms").key("num").key("at").sum("n");
		forms.upsert(this.jdbc,
				batch(row(new BigDecimal("1.0"), Instant.parse("2026-01-01T00:00:00Z"), 1),
						row(new BigDecimal("1.00"), OffsetDateTime.parse("2026-01-01T01:00:00+01:00"), 2),
						row(BigDecimal.ONE, Instant.parse("2026-01-01T00:00:00.000000100Z"), 4)));
		assertThat(this.jdbc.queryForList("select n from forms", Integer.class)).containsExactly(7);
	}

	@Test
	void identifiersAreQuoted() {
		this.jdbc.execute("create schema \"My Schema\"");
		this.jdbc.execute("create table \"My Schema\".\"order\" (\"Select\" int primary key, \"a\"\"b\" text)");
		UpsertTable table = UpsertTable.of("order").inSchema("My Schema").key("Select").value("a\"b");
		table.upsert(this.jdbc, batch(row(1, "x"), row(2, "y")));
		table.delete(this.jdbc, batch(row(2)));
		assertThat(rows("select * from \"My Schema\".\"order\"")).containsExactly("(1,x)");
	}

	@Test
	void manyRowsAreSplitAndComplete() {
		createBalance();
		List<Object[]> rows = IntStream.rangeClosed(1, 25_000).mapToObj((i) -> row("id" + i, "owner", i)).toList();
		List<Object[]> shuffled = new ArrayList<>(rows);
		Collections.shuffle(shuffled);
		assertThat(BALANCE.upsert(this.jdbc, shuffled)).isEqualTo(25_000);
		assertThat(this.log.statements()).hasSize(5);
		assertThat(this.jdbc.queryForObject("select sum(amount) from balance", Long.class))
			.isEqualTo(25_000L * 25_001 / 2);
		assertThat(BALANCE.delete(this.jdbc, rows.stream().map((row) -> row(row[0])).toList())).isEqualTo(25_000);
	}

	@Test
	void largeValuesAreSplitBySize() {
		createBalance();
		String large = "x".repeat(6_000_000);
		BALANCE.upsert(this.jdbc, IntStream.range(0, 4).mapToObj((i) -> row("id" + i, large, i)).toList());
		assertThat(this.log.statements()).hasSize(2);
		assertThat(this.jdbc.queryForObject("select sum(length(owner)) from balance", Long.class))
			.isEqualTo(24_000_000);
	}

	@Test
	void batchesWithTheSameRowsInAnyOrderDoNotEndInADeadlock() throws Exception {
		createBalance();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Future<?>> writers = new ArrayList<>();
		for (int writer = 0; writer < 4; writer++) {
			boolean deletes = writer == 3;
			writers.add(threads.submit(() -> {
				for (int round = 0; round < 50; round++) {
					List<Object[]> rows = new ArrayList<>(
							IntStream.range(0, 200).mapToObj((i) -> row("id" + i, "o", 1)).toList());
					Collections.shuffle(rows);
					if (deletes) {
						BALANCE.delete(this.jdbc, rows.stream().map((row) -> row(row[0])).toList());
					}
					else {
						BALANCE.upsert(this.jdbc, rows);
					}
				}
			}));
		}
		for (Future<?> writer : writers) {
			writer.get();
		}
		threads.shutdown();
	}

	@Test
	void aRowThatDoesNotMatchTheColumnsIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", "Ada"))))
			.withMessage("A row for table 'balance' has 2 values, but the columns are [id, owner, amount]");
		assertThatIllegalArgumentException().isThrownBy(() -> BALANCE.delete(this.jdbc, batch(row("a", "Ada"))))
			.withMessage("A row for table 'balance' has 2 values, but the columns are [id]");
		assertThatIllegalArgumentException().isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row(null, "Ada", 1))))
			.withMessage("A row for table 'balance' has no value for the key column 'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", "Ada", null))))
			.withMessage("A row for table 'balance' has no value for the summed column 'amount'");
		assertThatIllegalArgumentException().isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", "Ada", "1"))))
			.withMessageContaining("no number for the summed column 'amount'");
	}

	@Test
	void aTypeThatCannotBeDerivedIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", new StringBuilder("x"), 1))))
			.withMessageContainingAll("column 'owner'", "java.lang.StringBuilder", "declare it with the column");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", 1, 1), row("b", true, 1))))
			.withMessageContaining("bigint and boolean");
	}

	@Test
	void aDescriptionThatCannotBeUsedIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> UpsertTable.of(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> UpsertTable.of("t").inSchema(""));
		assertThatIllegalArgumentException().isThrownBy(() -> UpsertTable.of("t").key(""));
		assertThatIllegalArgumentException().isThrownBy(() -> UpsertTable.of("t").key("id").value("id"))
			.withMessageContaining("two columns of the same name");
		for (String type : Arrays.asList("", "text[]", "text; drop table t", "text) --", "text'", "numeric(x)")) {
			assertThatIllegalArgumentException().as(type).isThrownBy(() -> UpsertTable.of("t").key("id", type));
		}
		for (String type : Arrays.asList("numeric(38, 2)", "timestamp with time zone", "\"My Schema\".\"Type\"",
				"double precision", "public.citext", "timestamp(3) with time zone")) {
			UpsertTable.of("t").key("id", type);
		}
		assertThatIllegalStateException()
			.isThrownBy(() -> UpsertTable.of("t").value("x").upsert(this.jdbc, batch(row(1))))
			.withMessageContaining("no key column");
	}

	@Test
	void aSumThatIsTooLargeFailsInsteadOfOverflowing() {
		createBalance();
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> BALANCE.upsert(this.jdbc, batch(row("a", "x", Long.MAX_VALUE), row("a", "x", 1))));
		this.jdbc.execute("create table small (id int primary key, n smallint not null)");
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> UpsertTable.of("small").key("id").sum("n").upsert(this.jdbc, batch(row(1, 40_000))));
	}

	@Test
	void otherTypesAreDeclaredByTheirName() {
		this.jdbc.execute("create type mood as enum ('sad', 'happy')");
		this.jdbc.execute("create table moods (id uuid primary key, mood mood, tags bytea)");
		UpsertTable moods = UpsertTable.of("moods").key("id", "uuid").value("mood", "mood").value("tags");
		UUID id = UUID.randomUUID();
		moods.upsert(this.jdbc, batch(row(id.toString(), "happy", "\\x{}".getBytes(StandardCharsets.UTF_8))));
		assertThat(this.jdbc.queryForMap("select mood::text, convert_from(tags, 'UTF8') as tags from moods"))
			.containsEntry("mood", "happy")
			.containsEntry("tags", "\\x{}");
	}

}
