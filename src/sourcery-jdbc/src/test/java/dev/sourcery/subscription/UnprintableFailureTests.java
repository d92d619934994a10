package dev.sourcery.subscription;

import java.util.List;
import java.util.function.Supplier;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UnprintableFailureTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aFailureBlocksWhateverItsMethodsDo(Supplier<RuntimeException> failure) throws Exception {
		Failing projection = new Failing(failure);
		Projections projections = this.nodes.start(projection);
		Commit commit = append(this.store, "s", "1");
		Awaitility.await()
			.until(() -> projections.status("failing").state() != SubscriptionState.RUNNING
					&& projections.status("failing").state() != SubscriptionState.RETRYING);
		ProjectionStatus status = projections.status("failing");
		assertThat(status.state()).isEqualTo(SubscriptionState.BLOCKED);
		assertThat(status.failureDescription()).startsWith(failure.get().getClass().getName());

		projection.failure = () -> null;
		projections.resume("failing");
		projections.await("failing", commit.token().orElseThrow(), Nodes.LONG);
	}

	static List<Supplier<RuntimeException>> failures() {
		return List.of(Mute::new, Endless::new, UnprintableFailureTests::ring);
	}

	private static RuntimeException ring() {
		IllegalStateException first = new IllegalStateException("first");
		first.initCause(new IllegalStateException("second", first));
		return first;
	}

	@Test
	void aProjectionThatEndsHasFailedAndCanBeStartedAgain() throws Exception {
		Failing projection = new Failing(Mute::new);
		Projections projections = this.nodes.start(projection);
		Logger logger = (Logger) LoggerFactory.getLogger(LaneWorker.class.getPackageName());
		BrokenAppender appender = new BrokenAppender();
		appender.setContext(logger.getLoggerContext());
		appender.start();
		logger.addAppender(appender);
		ConsistencyToken token;
		try {
			token = append(this.store, "s", "1").token().orElseThrow();
			Awaitility.await()
				.dontCatchUncaughtExceptions()
				.until(() -> projections.status("failing").state() == SubscriptionState.FAILED);
		}
		finally {
			logger.detachAppender(appender);
		}
		assertThat(projections.status("failing").failureDescription()).contains("the log is broken");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("failing", token, Nodes.LONG))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.FAILED));

		projection.failure = () -> null;
		Awaitility.await().dontCatchUncaughtExceptions().untilAsserted(projections::start);
		projections.await("failing", token, Nodes.LONG);
		assertThat(projections.status("failing").failure()).isNull();
	}

	@Projection("failing")
	static class Failing {

		private volatile Supplier<RuntimeException> failure;

		Failing(Supplier<RuntimeException> failure) {
			this.failure = failure;
		}

		@EventHandler
		void on(Happened event) {
			RuntimeException next = this.failure.get();
			if (next != null) {
				throw next;
			}
		}

	}

	static class Mute extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException("no message");
		}

		@Override
		public String toString() {
			throw new UnsupportedOperationException("no text");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new UnsupportedOperationException("no cause");
		}

	}

	static class Endless extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			return "see " + this;
		}

	}

	static class BrokenAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

		@Override
		protected void append(ILoggingEvent event) {
			throw new LinkageError("the log is broken");
		}

	}

}
