package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.BusyStore.outcome;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An append is stored through the connection of another caller only where connections do
 * not depend on the caller.
 */
class GroupRuleTests {

	private final StoreDatabase database = new StoreDatabase();

	@AfterEach
	void close() {
		this.database.close();
	}

	private static JdbcEventStore store(DataSource dataSource, AppendSettings settings) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA, settings);
	}

	@Test
	void whereConnectionsAreRoutedByThreadNoAppendIsStoredInAnotherDatabase() {
		ThreadLocal<String> tenant = ThreadLocal.withInitial(() -> "one");
		try (StoreDatabase other = new StoreDatabase()) {
			JdbcEventStore store = store(routing(tenant, other), AppendSettings.standard());
			try (BusyStore busy = new BusyStore(this.database, store).begin()) {
				List<Future<?>> appends = new ArrayList<>();
				for (int i = 0; i < 60; i++) {
					String own = (i % 2 == 0) ? "one" : "two";
					String stream = own + i;
					appends.add(busy.submit(() -> {
						tenant.set(own);
						return append(store, stream, own);
					}));
				}
				appends.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
				busy.end();
			}
			assertThat(texts(this.database.store().readAll(EventQuery.all()).toList())).doesNotContain("two")
				.filteredOn("one"::equals)
				.hasSize(30);
			assertThat(texts(other.store().readAll(EventQuery.all()).toList())).hasSize(30).containsOnly("two");
		}
	}

	private DataSource routing(ThreadLocal<String> tenant, StoreDatabase other) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
			@Override
			protected Object determineCurrentLookupKey() {
				return tenant.get();
			}
		};
		routing.setTargetDataSources(Map.of("one", this.database.dataSource(), "two", other.dataSource()));
		routing.afterPropertiesSet();
		return routing;
	}

	@Test
	void aCallerWithAConnectionOfItsOwnDoesNotAppendForOthers() {
		JdbcEventStore store = this.database.store();
		TransactionTemplate scope = new TransactionTemplate(this.database.transactionManager());
		scope.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		try (BusyStore busy = new BusyStore(this.database, store).begin()) {
			List<Future<Commit>> inScope = new ArrayList<>();
			List<Future<Commit>> others = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				String stream = "s" + i;
				inScope.add(busy.submit(() -> scope.execute((status) -> appendReadOnly(store, stream))));
				others.add(busy.submit(() -> append(store, "other " + stream, "e")));
			}
			others.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
			inScope.forEach((each) -> assertThat(outcome(each)).isInstanceOf(StoreUnavailableException.class));
			busy.end();
		}
	}

	private Commit appendReadOnly(JdbcEventStore store, String stream) {
		this.database.jdbc().execute("set default_transaction_read_only = on");
		try {
			return append(store, stream, "e");
		}
		finally {
			this.database.jdbc().execute("set default_transaction_read_only = off");
		}
	}

	@Test
	void aWrappedPoolSwitchesGroupsOffUnlessTheyAreForced() {
		DataSource wrapped = new DelegatingDataSource(this.database.dataSource());
		List<String> log = logOf(() -> assertThat(transactionsOfAppends(wrapped, GroupMode.AUTO)).isEqualTo(40));
		assertThat(log).singleElement()
			.asString()
			.contains(DelegatingDataSource.class.getName(), "sourcery.append.groups.mode=always");
		assertThat(logOf(() -> assertThat(transactionsOfAppends(wrapped, GroupMode.ALWAYS)).isLessThan(30))).isEmpty();
		assertThat(logOf(() -> assertThat(transactionsOfAppends(wrapped, GroupMode.NEVER)).isEqualTo(40))).isEmpty();
		assertThat(logOf(
				() -> assertThat(transactionsOfAppends(this.database.dataSource(), GroupMode.AUTO)).isLessThan(30)))
			.isEmpty();
	}

	private static List<String> logOf(Runnable work) {
		Logger logger = (Logger) LoggerFactory.getLogger(GroupRule.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try {
			work.run();
			return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
		finally {
			logger.detachAppender(appender);
		}
	}

	private long transactionsOfAppends(DataSource dataSource, GroupMode mode) {
		JdbcEventStore store = store(dataSource, AppendSettings.standard().groups(mode));
		long before = transactions();
		try (BusyStore busy = new BusyStore(this.database, store).begin()) {
			IntStream.range(0, 40)
				.mapToObj((number) -> busy.submit(() -> append(store, mode + "-" + dataSource + number, "e")))
				.toList()
				.forEach((each) -> assertThat(outcome(each)).isInstanceOf(Commit.class));
			long transactions = transactions() - before;
			busy.end();
			return transactions;
		}
	}

	private long transactions() {
		return new JdbcTemplate(this.database.database().dataSource()).queryForObject(
				"select count(distinct xmin::text) from sourcery.events where stream_id like '%-%'", Long.class);
	}

	@Test
	void theFailureOfALeaderIsTheFailureOfNoMember() {
		OneThreadFails dataSource = new OneThreadFails(this.database.dataSource());
		JdbcEventStore store = store(dataSource, AppendSettings.standard().groups(GroupMode.ALWAYS));
		try (BusyStore busy = new BusyStore(this.database, store).begin()) {
			dataSource.armed.set(true);
			List<Object> outcomes = IntStream.range(0, 40)
				.mapToObj((number) -> busy.submit(() -> append(store, "s" + number, "e")))
				.toList()
				.stream()
				.map(BusyStore::outcome)
				.toList();
			assertThat(outcomes).filteredOn(StoreUnavailableException.class::isInstance).hasSize(1);
			assertThat(outcomes).filteredOn(Commit.class::isInstance).hasSize(39);
			busy.end();
		}
	}

	/**
	 * While four appends wait for a lock, the next one to get a connection is a leader.
	 */
	private static final class OneThreadFails extends DelegatingDataSource {

		private final AtomicBoolean armed = new AtomicBoolean();

		private volatile Thread victim;

		OneThreadFails(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.armed.compareAndSet(true, false)) {
				this.victim = Thread.currentThread();
			}
			if (Thread.currentThread() == this.victim) {
				throw new SQLException("This caller gets no connection");
			}
			return super.getConnection();
		}

	}

}
