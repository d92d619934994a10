package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.SnapshotStatistics;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Aggregates that are loaded from snapshots.
 */
class SnapshotTests {

	private static final String ID = "t";

	private final StoreDatabase database = new StoreDatabase();

	private final RoundTrips roundTrips = new RoundTrips(this.database.dataSource());

	private final JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.roundTrips);

	private final List<RepositoryFactory> factories = new ArrayList<>();

	@AfterEach
	void close() {
		this.factories.forEach(RepositoryFactory::close);
		this.database.close();
	}

	private RepositoryFactory node(SnapshotPolicy policy) {
		JdbcEventStore store = new JdbcEventStore(this.roundTrips, this.transactionManager,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		RepositoryFactory factory = new RepositoryFactory(store).withSnapshots(store.snapshots(), (type) -> policy);
		this.factories.add(factory);
		return factory;
	}

	private static <A> Repository<A, String> of(RepositoryFactory factory, Class<A> type) {
		return factory.of(AggregateType.of(type));
	}

	private void append(Repository<?, String> things, int events) {
		for (int i = 0; i < events; i++) {
			things.update(ID, (thing) -> new Happened("x"));
		}
	}

	private void awaitVersion(long version) {
		await().untilAsserted(() -> assertThat(
				this.database.jdbc().queryForList("select version from sourcery.snapshots", Long.class))
			.containsExactly(version));
	}

	private static void awaitCount(RepositoryFactory factory, ToLongFunction<SnapshotStatistics> count) {
		await().untilAsserted(() -> assertThat(count.applyAsLong(factory.snapshotStatistics())).isPositive());
	}

	@Test
	void aSnapshotIsTakenWhenACommitReachesOrPassesAMultiple() {
		Repository<Thing, String> things = of(node(SnapshotPolicy.every(3)), Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b")));
		append(things, 1);
		awaitVersion(3);
		things.update(ID,
				(thing) -> List.of(new Happened("c"), new Happened("d"), new Happened("e"), new Happened("f")));
		awaitVersion(7);
	}

	@Test
	void anAggregateIsReadFromItsSnapshotAndTheEventsAfterItInOneRoundTrip() {
		Repository<Thing, String> things = of(node(SnapshotPolicy.every(3)), Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		things.update(ID, (thing) -> new Happened("d"));
		// only the snapshot has the state of these
		changeEvents("payload = '{\"text\":\"changed\"}' where version < 4");

		RepositoryFactory other = node(SnapshotPolicy.every(3));
		Repository<Thing, String> read = of(other, Thing.class);
		read.find("none");
		long before = this.roundTrips.ofThreads(Thread.currentThread().getName());
		assertThat(read.load(ID).state()).isEqualTo(new Thing("abcd"));
		assertThat(this.roundTrips.ofThreads(Thread.currentThread().getName()) - before).isEqualTo(1);
		assertThat(read.load(ID).version()).isEqualTo(4);
		assertThat(other.snapshotStatistics().used()).isEqualTo(2);
		assertThat(other.snapshotStatistics().missing()).isEqualTo(1);
	}

	@Test
	void aLongTailIsReadWhole() {
		Repository<Thing, String> things = of(node(SnapshotPolicy.every(3)), Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		Repository<Thing, String> plain = new RepositoryFactory(this.database.store())
			.of(AggregateType.of(Thing.class));
		plain.update(ID, (thing) -> Collections.nCopies(600, new Happened("x")));
		assertThat(things.load(ID)).isEqualTo(plain.load(ID));
	}

	@Test
	void aMutableAggregateWithACacheStartsFromItsSnapshotEachTime() {
		RepositoryFactory factory = node(SnapshotPolicy.every(2)).withStateCache(100);
		Repository<MutableThing, String> things = of(factory, MutableThing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b")));
		awaitVersion(2);
		Repository<MutableThing, String> other = of(node(SnapshotPolicy.every(2)).withStateCache(100),
				MutableThing.class);
		changeEvents("payload = '{\"text\":\"changed\"}' where version < 3");
		other.load(ID).state().texts.add("changed");
		assertThat(other.update(ID, (thing) -> new Happened("c")).state().texts).containsExactly("a", "b", "c");
		assertThat(other.load(ID).state().texts).containsExactly("a", "b", "c");
	}

	@Test
	void aSnapshotThatCannotBeReadIsReplaced() {
		RepositoryFactory factory = node(SnapshotPolicy.every(3));
		Repository<Thing, String> things = of(factory, Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		this.database.jdbc().update("update sourcery.snapshots set state = '{\"texts\":{}}'");
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abc"));
		assertThat(factory.snapshotStatistics().unreadable()).isEqualTo(1);
		append(things, 3);
		awaitVersion(6);
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abcxxx"));
	}

	@Test
	void aSnapshotOfAnotherFormatIsIgnoredAndReplaced() {
		RepositoryFactory factory = node(SnapshotPolicy.every(3));
		Repository<Thing, String> things = of(factory, Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		this.database.jdbc()
			.update("update sourcery.snapshots set format = '0:0', state = '{\"texts\":\"wrong\"}', version = 3");
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abc"));
		assertThat(factory.snapshotStatistics().otherFormat()).isPositive();
		append(things, 3);
		awaitVersion(6);
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abcxxx"));
	}

	@Test
	void noEventIsSkippedIfAPageEndsWithASnapshotOfAnotherFormat() {
		Repository<Thing, String> things = of(node(SnapshotPolicy.every(256)), Thing.class);
		things.create(ID, () -> Collections.nCopies(256, new Happened("x")));
		awaitVersion(256);
		append(things, 1);
		this.database.jdbc().update("update sourcery.snapshots set format = '0:0'");
		assertThat(things.load(ID).state()).isEqualTo(new Thing("x".repeat(257)));
	}

	@Test
	void aSnapshotOfAHistoryThatWasLostIsIgnoredAndReplaced() {
		RepositoryFactory factory = node(SnapshotPolicy.every(3));
		Repository<Thing, String> things = of(factory, Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		changeEvents("""
				position = nextval('sourcery.event_position'), event_id = gen_random_uuid(),
				payload = '{"text":"other"}' where version = 3
				""");
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abother"));
		assertThat(factory.snapshotStatistics().replacedHistory()).isEqualTo(1);
	}

	@Test
	void anOlderSnapshotDoesNotReplaceANewerOne() {
		RepositoryFactory factory = node(SnapshotPolicy.every(3));
		Repository<Thing, String> things = of(factory, Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b"), new Happened("c")));
		awaitVersion(3);
		this.database.jdbc().update("update sourcery.snapshots set version = 100");
		append(things, 3);
		awaitCount(factory, SnapshotStatistics::declined);
		awaitVersion(100);
		assertThat(things.load(ID).state()).isEqualTo(new Thing("abcxxx"));
	}

	@Test
	void aSlowLoadTakesASnapshot() {
		Repository<Thing, String> things = of(node(new SnapshotPolicy(0, Duration.ofNanos(1))), Thing.class);
		things.create(ID, () -> List.of(new Happened("a"), new Happened("b")));
		things.load(ID);
		awaitVersion(2);
	}

	@Test
	void aTransactionThatIsRolledBackLeavesNoSnapshot() {
		Repository<Thing, String> things = of(node(SnapshotPolicy.every(2)), Thing.class);
		things.create(ID, () -> new Happened("a"));
		TransactionTemplate transaction = new TransactionTemplate(this.transactionManager);
		transaction.executeWithoutResult((status) -> {
			append(things, 3);
			status.setRollbackOnly();
		});
		transaction.executeWithoutResult((status) -> append(things, 1));
		awaitVersion(2);
	}

	@Test
	void aStateThatCannotBeReadAgainIsReportedOnceAndFailsNoCommand() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("dev.sourcery.repository.SnapshotWriter");
		log.start();
		logger.addAppender(log);
		try {
			RepositoryFactory factory = node(SnapshotPolicy.every(1));
			Repository<Unreadable, String> things = of(factory, Unreadable.class);
			things.create(ID, () -> new Happened("a"));
			awaitCount(factory, SnapshotStatistics::failed);
			append(things, 3);
			assertThat(things.load(ID).version()).isEqualTo(4);
			assertThat(log.list).filteredOn((line) -> line.getLevel() == Level.WARN)
				.singleElement()
				.satisfies((line) -> assertThat(line.getThrowableProxy().getMessage())
					.contains("cannot be used as a snapshot", "constructor without parameters"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void commandsSucceedWithoutTheTable() {
		RepositoryFactory factory = node(SnapshotPolicy.every(2));
		Repository<Thing, String> things = of(factory, Thing.class);
		things.create(ID, () -> new Happened("a"));
		this.database.jdbc().execute("alter table sourcery.snapshots add constraint broken check (version < 0)");
		append(things, 3);
		awaitCount(factory, SnapshotStatistics::failed);
		assertThat(things.load(ID).version()).isEqualTo(4);
	}

	private void changeEvents(String change) {
		this.database.jdbc().execute("""
				begin;
				set local session_replication_role = replica;
				update sourcery.events set %s;
				commit
				""".formatted(change));
	}

	@Aggregate("thing")
	record Thing(String texts) {

		@Apply
		static Thing first(Happened event) {
			return new Thing(event.text());
		}

		@Apply
		Thing next(Happened event) {
			return new Thing(this.texts + event.text());
		}

	}

	@Aggregate("mutable-thing")
	static class MutableThing {

		private final List<String> texts = new ArrayList<>();

		@Apply
		void on(Happened event) {
			this.texts.add(event.text());
		}

	}

	@Aggregate("unreadable")
	static final class Unreadable {

		private final Thread thread;

		@Apply
		Unreadable(Happened event) {
			this.thread = new Thread(event.text());
		}

		@Apply
		Unreadable next(Happened event) {
			return (this.thread != null) ? this : new Unreadable(event);
		}

	}

}
