package dev.sourcery.sample.bank;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.sourcery.sample.bank.BankClient.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The statements of requests.
 */
@BankTest
@Import(StatementsOfRequestsTests.Recording.class)
class StatementsOfRequestsTests {

	private static final Pattern ROWS = Pattern.compile("actual [^)]*rows=(\\d+)|Rows Removed by Filter: (\\d+)");

	private final BankClient bank;

	private final RecordedStatements statements;

	private final JdbcTemplate jdbc;

	StatementsOfRequestsTests(@LocalServerPort int port, RecordedStatements statements, JdbcTemplate jdbc) {
		this.bank = new BankClient(port);
		this.statements = statements;
		this.jdbc = jdbc;
	}

	@Test
	void aCommandOnAKnownAccountIsOneStatementAndAfterTheAppendNothingIsRead() {
		this.statements.take();
		String ada = this.bank.open("Ada", "EUR");
		assertReadsBeforeAppend(0);
		this.bank.deposit(ada, "10.00").expect(200);
		assertReadsBeforeAppend(0);
		this.bank.withdraw(ada, "10.00").expect(200);
		assertReadsBeforeAppend(0);
		String bob = this.bank.open("Bob", "EUR");
		assertReadsBeforeAppend(0);
		this.bank.transfer(ada, bob, "1.00").expect(202);
		assertReadsBeforeAppend(2);
		this.bank.post("/accounts/%s/close".formatted(ada), null).expect(200);
		assertReadsBeforeAppend(0);
	}

	private void assertReadsBeforeAppend(int reads) {
		// the store looks for large events once a second
		List<String> sent = this.statements.take().stream().filter((sql) -> !sql.contains("pg_relation_size")).toList();
		assertThat(sent).as(sent::toString).hasSize(reads + 1);
		assertThat(sent.get(reads)).contains("insert into");
	}

	@Test
	void theEventsOfATransferAreFoundWithoutGoingThroughTheStore() {
		String ada = this.bank.open("Ada", "EUR");
		this.bank.deposit(ada, "10.00").expect(200);
		Answer transfer = this.bank.transfer(ada, this.bank.open("Bob", "EUR"), "1.00");
		this.bank.settled(transfer);
		// other streams, and other movements of the same account
		this.jdbc.update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select 'account', case when n % 2 = 0 then ? else 'other-' || n end, n + 100, gen_random_uuid(),
				       'account.closed', 1, '{"correlationId":"other"}', '{}'
				from generate_series(1, 6000) n
				""", ada);
		this.jdbc.execute("analyze sourcery.events");
		String path = "/transfers/%s/events".formatted(transfer.text("id"));
		this.statements.take();
		assertThat(this.bank.get(path).expect(200).array()).hasSize(5);
		List<String> sent = this.statements.take();
		assertThat(sent).hasSizeLessThan(12);
		assertThat(sent.stream()
			.filter((statement) -> statement.contains("from sourcery.events"))
			.mapToLong(this::rowsRead)
			.sum()).isPositive().isLessThan(200);
	}

	private long rowsRead(String statement) {
		String plan = String.join("\n",
				this.jdbc.queryForList("explain (analyze, timing off) " + statement, String.class));
		assertThat(plan).containsPattern("Index Scan using events_(stream_version|event_id) on events");
		return ROWS.matcher(plan)
			.results()
			.mapToLong(
					(MatchResult match) -> Long.parseLong((match.group(1) != null) ? match.group(1) : match.group(2)))
			.sum();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		static RecordedStatements recordedStatements() {
			return new RecordedStatements();
		}

	}

}
