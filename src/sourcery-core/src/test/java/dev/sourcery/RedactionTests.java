package dev.sourcery;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	@Test
	void whatQuotesNothingIsKept() {
		for (String message : new String[] { "This connection has been closed.",
				"ERROR: relation \"events\" does not exist\n  Position: 15" }) {
			SQLException failure = new SQLException(message, "42P01");
			assertThat(Redaction.redact(failure)).isSameAs(failure);
		}
	}

	@Test
	void linesThatQuoteAreRemoved() {
		for (String line : new String[] { "Detail: Failing row contains (secret).", "Hint: secret", "Where: secret",
				"Internal Query: select 'secret'", "Position: secret", "anything: 1 secret" }) {
			SQLException failure = new SQLException("ERROR: no\n  Position: 15\n  " + line, "23514");
			assertThat(Redaction.redact(failure)).hasMessage("ERROR: no\n  Position: 15");
			failure = new SQLException("ERROR: no\n  " + line + "\n  Position: 15", "23514");
			assertThat(Redaction.redact(failure)).hasMessage("ERROR: no");
		}
	}

	@Test
	void aValueInTheFirstLineIsRemovedAndThePositionKept() {
		SQLException failure = new SQLException("ERROR: invalid input syntax for type uuid: \"secret\"\n  Position: 8",
				"22P02");
		assertThat(Redaction.redact(failure)).hasMessage("ERROR: invalid input syntax for type uuid\n  Position: 8");
	}

	@Test
	void whatQuotesNothingIsKeptBesideAndBelowWhatDoes() {
		IllegalStateException below = new IllegalStateException("below");
		SQLException quoting = new SQLException("ERROR: no\n  Detail: secret", "23514", below);
		IllegalStateException failure = new IllegalStateException("failed: ERROR: no\n  Detail: secret", quoting);
		SQLException beside = new SQLException("no connection", "08006");
		failure.addSuppressed(beside);
		Throwable redacted = Redaction.redact(failure);
		assertThat(redacted).hasMessage("failed: ERROR: no");
		assertThat(redacted.getSuppressed()).containsExactly(beside);
		assertThat(redacted.getCause()).hasMessage("ERROR: no");
		assertThat(redacted.getCause().getCause()).isSameAs(below);
	}

	@Test
	void aRingOfCausesEnds() {
		SQLException quoting = new SQLException("ERROR: no\n  Detail: secret", "23514");
		IllegalStateException other = new IllegalStateException("other", quoting);
		quoting.initCause(other);
		assertThat(Redaction.redact(other).getCause()).hasMessage("ERROR: no");
	}

}
