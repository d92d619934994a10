package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.Commit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The function of the schema that stores groups.
 */
class GroupFunctionTests {

	private static final String CALL = """
			select count(*)
			from %1$s.append_group(array['thing'], array['s'], array[0::bigint], array[0::bigint], array[null::bigint],
			                       array[1::bigint], array[1::bigint], array[gen_random_uuid()], array['thing.happened'], array[1::smallint], array['{}'],
			                       array['{"text":"x"}'], null, '%1$s.events'::regclass)
			""";

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database.database().dataSource());

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whereItCannotBeUsedAppendsGoAloneAndOneWarningSaysSo() {
		List<String> functions = this.jdbc
			.queryForList("select oid::regprocedure::text from pg_proc where proname = 'append_group'", String.class);
		functions.forEach((function) -> this.jdbc.execute("drop function " + function));
		JdbcEventStore store = this.database.store();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(GroupLeader.class);
		log.start();
		logger.addAppender(log);
		try (BusyStore busy = new BusyStore(this.database, store)) {
			busy.begin();
			assertThat(IntStream.range(0, 20)
				.mapToObj((number) -> busy.submit(() -> append(store, "s" + number, "e")))
				.toList()).map(BusyStore::outcome).hasOnlyElementsOfType(Commit.class);
			busy.end();
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(store.groupAppend().isPaused()).isTrue();
		assertThat(log.list).filteredOn((line) -> line.getLevel() == Level.WARN)
			.singleElement()
			.satisfies((line) -> assertThat(line.getThrowableProxy().getMessage()).contains("append_group"));
	}

	@Test
	void inASchemaThatWasRenamedItStoresNothingInAnother() {
		this.jdbc.execute("alter schema sourcery rename to tenant");
		assertThatException().isThrownBy(() -> this.jdbc.queryForObject(CALL.formatted("tenant"), Long.class))
			.havingRootCause()
			.withMessageMatching("(?s).*(relation|schema) \"sourcery[^ ]* does not exist.*");
		new SourcerySchema(this.database.database().dataSource(), "sourcery").migrate();
		assertThatException().isThrownBy(() -> this.jdbc.queryForObject(CALL.formatted("tenant"), Long.class))
			.havingRootCause()
			.withMessageContaining("append_group was created for the schema sourcery");
		assertThat(this.jdbc.queryForObject(CALL.formatted("sourcery"), Long.class)).isEqualTo(1);
		assertThat(this.jdbc.queryForObject("select count(*) from tenant.events", Long.class)).isZero();
	}

	@Test
	void nodesOfEarlierReleasesFindTheFunctionThatTheyCall() {
		String earlier = CALL.formatted("sourcery").replace(", array[null::bigint],", ",");
		assertThat(this.jdbc.queryForObject(earlier, Long.class)).isEqualTo(1);
	}

	@Test
	void aTemporaryTableOfTheNameIsNoObstacle() {
		this.jdbc.execute("create temporary table events (note text); " + CALL.formatted("sourcery"));
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class)).isEqualTo(1);
	}

}
