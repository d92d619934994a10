package dev.sourcery.subscription;

import java.time.Duration;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Projections that no longer exist are listed, reported and removed.
 */
class RemovedProjectionsTests extends DetailsFixture {

	@Test
	void aProjectionThatNoLongerExistsIsListedAndRemoved() throws Exception {
		Projections before = this.nodes.start(new Single(this), new Journal(this));
		before.await("single", write("a", "1"), Nodes.LONG);
		Projections after = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		assertThat(after.all()).extracting((details) -> details.key().name()).containsExactly("journal", "single");
		assertThat(after.all()).noneMatch(SubscriptionDetails::isUnused);
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("single", 1))
			.withMessageContaining("single (version 1) is run by [");
		before.stop();
		assertThat(after.all()).filteredOn(SubscriptionDetails::isUnused)
			.extracting(SubscriptionDetails::key)
			.containsExactly(new SubscriptionKey("single", 1));
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("journal", 1))
			.withMessageContaining("is in the code of this node");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("single", 2))
			.withMessageContaining("has no checkpoint");
		this.jdbc.update("""
				insert into sourcery.projection_owners (name, projection_version, owner, projection_class)
				values ('single', 1, 'bank', 'Single')
				""");
		after.operatedBy("ada").remove("single", 1);
		assertThat(after.all()).extracting((details) -> details.key().name()).containsExactly("journal");
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.projection_owners", Long.class)).isZero();
		assertThat(operations()).hasSize(4).last().asString().startsWith("ada: remove single done");
	}

	@Test
	void aProjectionThatNoNodeRunsIsReportedOnce() {
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(this.database.dataSource(),
				this.database.transactionManager(), StoreDatabase.SCHEMA, Duration.ofMillis(200));
		checkpoints.lanes().register(new SubscriptionKey("former", 3), 2);
		checkpoints.lanes().register(new SubscriptionKey("elsewhere", 1), 1);
		this.jdbc.update("""
				insert into sourcery.subscription_nodes (node, subscriptions, unusable_lanes, lease_until)
				values ('other', '{elsewhere 1}', '{}', now() + interval '1 hour')
				""");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		Logger logger = (Logger) LoggerFactory.getLogger(UnusedReport.class);
		logger.addAppender(lines);
		try {
			this.nodes.create(this.database.store(), checkpoints, Nodes.SETTINGS, new Single(this)).start();
			Awaitility.await().until(() -> !lines.list.isEmpty());
			assertThat(lines.list).singleElement()
				.extracting(ILoggingEvent::getFormattedMessage)
				.asString()
				.startsWith("Stored, but run by no node: [former (version 3)]");
		}
		finally {
			logger.detachAppender(lines);
		}
	}

	@Test
	void rowsThatAreRemovedWhileANodeRunsAreReportedAndNothingIsAppliedAgain() throws Exception {
		Projections one = this.nodes.start(new Single(this), new Journal(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		this.jdbc.update("delete from sourcery.subscription_lanes where name = 'single'");
		ConsistencyToken token = write("a", "2");
		Awaitility.await()
			.untilAsserted(() -> assertThat(one.status("single").failureDescription()).contains("were removed"));
		one.await("journal", token, Nodes.LONG);
		assertThat(this.jdbc.queryForList("select text from journal where projection = 'single'", String.class))
			.containsExactly("1");
		assertThat(one.details("single").lanes()).isEmpty();
	}

}
