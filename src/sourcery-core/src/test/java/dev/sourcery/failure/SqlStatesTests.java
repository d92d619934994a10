package dev.sourcery.failure;

import java.sql.SQLException;

import dev.sourcery.failure.SqlStates.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SqlStatesTests {

	@ParameterizedTest
	@CsvSource({ "57014, TIME_LIMIT", "55P03, TIME_LIMIT", "25P03, TIME_LIMIT", "40001, CONTENTION",
			"40P01, CONTENTION", "53100, FULL", "08006, UNAVAILABLE", "57P01, UNAVAILABLE", "58030, UNAVAILABLE",
			"25006, UNAVAILABLE", "23505, OTHER", "08, OTHER", "'', OTHER" })
	void aStateHasAKind(String state, Kind kind) {
		assertThat(SqlStates.kindOf(state)).isEqualTo(kind);
	}

	@Test
	void theNearestStateInTheChainOfCausesCounts() {
		SQLException root = new SQLException("root", "08006");
		SQLException without = new SQLException("pool", (String) null, root);
		assertThat(SqlStates.of(new RuntimeException(without))).isEqualTo("08006");
		assertThat(SqlStates.of(new SQLException("outer", "57P01", without))).isEqualTo("57P01");
		assertThat(SqlStates.of(new RuntimeException())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "08003", "08006", "57P01", "57P02" })
	void aLostConnectionIsRecognized(String state) {
		assertThat(SqlStates.isConnectionLost(state)).isTrue();
	}

	@Test
	void aServerThatStartsHasNotLostTheConnection() {
		assertThat(SqlStates.isConnectionLost("57P03")).isFalse();
	}

	@Test
	void stateOfUnusualLengthHasNoClass() {
		assertThat(SqlStates.classOf("53300")).isEqualTo("53");
		assertThat(SqlStates.classOf("5")).isEmpty();
	}

}
