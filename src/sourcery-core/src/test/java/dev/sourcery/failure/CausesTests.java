package dev.sourcery.failure;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTests {

	@Test
	void theChainHasTheCausesButNoSuppressedAndNoChainedFailures() {
		SQLException root = new SQLException("root");
		root.setNextException(new SQLException("next"));
		RuntimeException failure = new RuntimeException("outer", new IllegalStateException("middle", root));
		failure.addSuppressed(new RuntimeException("suppressed"));
		assertThat(Causes.chainOf(failure)).extracting(Throwable::getMessage)
			.containsExactly("outer", "middle", "root");
		assertThat(Causes.of(failure)).extracting(Throwable::getMessage)
			.containsExactly("outer", "middle", "suppressed", "root", "next");
	}

	@Test
	void aCycleEndsTheChain() {
		RuntimeException first = new RuntimeException("first");
		RuntimeException second = new RuntimeException("second", first);
		first.initCause(second);
		assertThat(Causes.chainOf(first)).containsExactly(first, second);
	}

	@Test
	void aFailureWhoseMethodsThrowEndsTheChain() {
		Throwable hostile = new RuntimeException("hostile") {
			@Override
			public synchronized Throwable getCause() {
				throw new IllegalStateException("no cause");
			}
		};
		assertThat(Causes.chainOf(new RuntimeException("outer", hostile))).extracting(Throwable::getMessage)
			.containsExactly("outer", "hostile");
	}

}
