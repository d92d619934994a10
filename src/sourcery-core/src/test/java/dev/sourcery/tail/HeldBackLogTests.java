package dev.sourcery.tail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.event.Position;
import dev.sourcery.tail.BlockingTransaction.Prepared;
import dev.sourcery.tail.BlockingTransaction.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class HeldBackLogTests {

	private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

	private static final Running BLOCKER = new Running(4711, "import", "bank", START, "idle in transaction",
			"insert into\n\tbusiness");

	private Instant now = START;

	private final HeldBackLog log = new HeldBackLog(Duration.ofSeconds(10), () -> this.now);

	private final Logger logger = (Logger) LoggerFactory.getLogger(HeldBackLog.class);

	private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.logged.start();
		this.logger.addAppender(this.logged);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.logged);
	}

	private List<String> messages(Level level) {
		return this.logged.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Test
	void nothingIsSaidBeforeTheThreshold() {
		observe(9, BLOCKER);
		this.log.observe(Optional.empty());
		assertThat(this.logged.list).isEmpty();
	}

	@Test
	void theWarningIsRepeatedEachMinuteAndItsEndIsTold() {
		for (int seconds = 0; seconds <= 129; seconds++) {
			this.now = START.plusSeconds(seconds);
			observe(seconds, BLOCKER);
		}
		assertThat(messages(Level.WARN)).hasSize(2)
			.first()
			.asString()
			.endsWith(
					"Events between position 5 and 9 have been held back for 10 s by transactions that appended and are still open; asynchronous projections do not get them before these end: pid 4711 of application 'import', user bank, open since 2026-01-01T12:00:00Z, idle in transaction, last query \"insert into business\": let it commit or roll back; if it is abandoned, run SELECT pg_terminate_backend(4711)");
		this.log.observe(Optional.empty());
		this.log.observe(Optional.empty());
		assertThat(messages(Level.INFO)).singleElement()
			.asString()
			.endsWith("advances again, after events had been held back for 129 s");
	}

	@Test
	void aPreparedTransactionAndOneOfWhichLittleIsKnownAreToldToo() {
		observe(10, new Prepared("transfer-7", "bank", START), new Running(12, null, null, null, null, null));
		assertThat(messages(Level.WARN)).singleElement()
			.asString()
			.contains("the prepared transaction 'transfer-7' of user bank, prepared at 2026-01-01T12:00:00Z: "
					+ "COMMIT PREPARED or ROLLBACK PREPARED it")
			.contains("pid 12 of application '', user (not known), open since (not known)");
	}

	private void observe(int seconds, BlockingTransaction... blockers) {
		this.log.observe(Optional
			.of(new HeldBack(new Position(5), new Position(9), Duration.ofSeconds(seconds), List.of(blockers))));
	}

}
