package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.subscription.jdbc.NotifySettings;
import dev.sourcery.tail.BroadcastStatus.State;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * Nodes that notify each other of commits, and what they log. Closing stops them all.
 */
final class Broadcasts implements AutoCloseable {

	/**
	 * With so long timeouts that a slow machine does not exceed them.
	 */
	static final NotifySettings PATIENT = new NotifySettings(Duration.ofMillis(1), Duration.ofSeconds(10),
			Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofMillis(200));

	/**
	 * With a verification each 50 ms.
	 */
	static final NotifySettings WATCHFUL = new NotifySettings(Duration.ofMillis(1), Duration.ofMillis(500),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));

	private final List<Node> started = new ArrayList<>();

	private final Lines lines = new Lines();

	Broadcasts() {
		this.lines.setContext(logger().getLoggerContext());
		this.lines.start();
		logger().addAppender(this.lines);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("dev.sourcery.subscription.jdbc");
	}

	Node start(DataSource dataSource) {
		return start(dataSource, dataSource, StoreDatabase.SCHEMA, PATIENT);
	}

	Node start(DataSource sending, DataSource listening, String schema, NotifySettings settings) {
		Node node = new Node(new JdbcCommitBroadcast(sending, listening, schema, settings), new AtomicInteger());
		this.started.add(node);
		node.broadcast().start(node.calls()::incrementAndGet);
		return node;
	}

	List<String> lines(Level level) {
		return this.lines.events.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Override
	public void close() {
		this.started.forEach((node) -> node.broadcast().close());
		logger().detachAppender(this.lines);
	}

	/**
	 * A node, and the number of calls for commits of other nodes.
	 */
	record Node(JdbcCommitBroadcast broadcast, AtomicInteger calls) {

		Node awaitListening() {
			await(State.LISTENING);
			// the call when it has connected
			awaitCalls(1);
			return this;
		}

		Node awaitPolling() {
			await(State.POLLING);
			return this;
		}

		private void await(State state) {
			Awaitility.await().atMost(Nodes.LONG).until(() -> this.broadcast.status().state() == state);
		}

		void awaitCalls(int count) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.atMost(Nodes.LONG)
				.until(() -> this.calls.get() >= count);
		}

	}

	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.events.add(event);
		}

	}

}
