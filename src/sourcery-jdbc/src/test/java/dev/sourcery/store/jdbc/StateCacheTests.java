package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.ConflictRetry;
import dev.sourcery.repository.IdFormat;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Commands on aggregates whose state a node has in its cache.
 */
class StateCacheTests {

	private static final String ID = "t";

	private final StoreDatabase database = new StoreDatabase();

	private final RoundTrips roundTrips = new RoundTrips(this.database.dataSource());

	private final JdbcTransactionManager transactionManager = new JdbcTransactionManager(this.roundTrips);

	private final JdbcEventStore store = new JdbcEventStore(this.roundTrips, this.transactionManager,
			new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);

	private final Repository<Thing, String> things = cached(this.store, Thing.class);

	private final Repository<Thing, String> otherNode = cached(this.database.store(), Thing.class);

	private final TransactionTemplate transaction = new TransactionTemplate(this.transactionManager);

	@AfterEach
	void close() {
		this.database.close();
	}

	private static <A> Repository<A, String> cached(JdbcEventStore store, Class<A> type) {
		return new RepositoryFactory(store, IdFormat.standard(), ConflictRetry.none()).withStateCache(1000)
			.of(AggregateType.of(type));
	}

	private long roundTripsOf(Runnable work) {
		long before = this.roundTrips.ofThreads(Thread.currentThread().getName());
		work.run();
		return this.roundTrips.ofThreads(Thread.currentThread().getName()) - before;
	}

	@Test
	void aCommandOnAKnownAggregateIsOneRoundTripAndTwoOnAnUnknownOne() {
		this.otherNode.create(ID, new Do("a"));
		this.otherNode.create("first", new Do("a"));
		// the first command reads the epoch as well
		this.things.update("first", new Do("b"));
		assertThat(roundTripsOf(() -> this.things.update(ID, new Do("b")))).as("unknown").isEqualTo(2);
		assertThat(roundTripsOf(() -> this.things.update(ID, new Do("c")))).as("known").isEqualTo(1);
		assertThat(roundTripsOf(() -> this.things.create("new", new Do("d")))).as("created").isEqualTo(1);
		assertThat(roundTripsOf(() -> this.things.update("new", new Do("e")))).as("known since").isEqualTo(1);
		assertThat(roundTripsOf(() -> this.things.expecting(2).update("new", new Do("f")))).as("as expected")
			.isEqualTo(1);
		assertThat(this.otherNode.load(ID).state()).isEqualTo(new Thing("abc"));
		assertThat(this.otherNode.load("new").state()).isEqualTo(new Thing("def"));
	}

	@Test
	void anOutdatedStateIsNeitherWrittenNorReturned() {
		this.things.create(ID, new Do("a"));
		this.otherNode.update(ID, new Do("b"));
		Change<Thing> change = this.things.update(ID, new Do("c"));
		assertThat(change.state()).isEqualTo(new Thing("abc"));
		assertThat(change.version()).isEqualTo(3);
		this.otherNode.update(ID, new Do("d"));
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("abcd"));
	}

	@Test
	void anOutdatedStateRefusesNothing() {
		this.things.create(ID, new Do("a"));
		this.otherNode.update(ID, new Do("b"));
		assertThat(this.things.update(ID, new RequireLast("b")).state()).isEqualTo(new Thing("ab!"));
		this.otherNode.update(ID, new Do("c"));
		assertThat(this.things.update(ID, new DoUnlessLast("!")).state()).isEqualTo(new Thing("ab!c!"));
	}

	@Test
	void aRefusalOfTheCurrentStateIsVerifiedWithoutAnotherDecision() {
		this.things.create(ID, new Do("a"));
		this.things.load(ID);
		AtomicInteger decisions = new AtomicInteger();
		long trips = roundTripsOf(
				() -> assertThatIllegalStateException().isThrownBy(() -> this.things.update(ID, (thing) -> {
					decisions.incrementAndGet();
					throw new IllegalStateException("refused");
				})).withMessage("refused"));
		assertThat(decisions).hasValue(1);
		assertThat(trips).isEqualTo(1);
		assertThat(this.things.update(ID, new DoUnlessLast("a")).events()).isEmpty();
	}

	@Test
	void anotherExpectedVersionIsAConflict() {
		this.things.create(ID, new Do("a"));
		this.otherNode.update(ID, new Do("b"));
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.things.expecting(1).update(ID, new Do("c")))
			.satisfies((conflict) -> assertThat(conflict.actual()).isEqualTo(2));
		assertThat(this.things.expecting(2).update(ID, new Do("c")).state()).isEqualTo(new Thing("abc"));
	}

	@Test
	void aTransactionThatIsRolledBackLeavesNoTrace() {
		this.things.create(ID, new Do("a"));
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.things.update(ID, new Do("b")).state()).isEqualTo(new Thing("ab"));
			assertThat(this.things.update(ID, new Do("c")).state()).isEqualTo(new Thing("abc"));
			assertThat(this.things.load(ID).state()).isEqualTo(new Thing("abc"));
			status.setRollbackOnly();
		});
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("a"));
		assertThat(this.things.update(ID, new Do("d")).state()).isEqualTo(new Thing("ad"));
	}

	@Test
	void aCommittedTransactionMakesItsAggregatesKnown() {
		this.otherNode.create(ID, new Do("a"));
		this.transaction.executeWithoutResult((status) -> {
			this.things.update(ID, new Do("b"));
			this.things.update(ID, new Do("c"));
			this.things.create("new", new Do("x"));
		});
		assertThat(roundTripsOf(() -> this.things.update(ID, new Do("d")))).isEqualTo(1);
		assertThat(roundTripsOf(() -> this.things.update("new", new Do("y")))).isEqualTo(1);
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("abcd"));
	}

	@Test
	void aTransactionWithAnOldSnapshotDecidesOnWhatItSees() {
		this.things.create(ID, new Do("a"));
		TransactionTemplate repeatable = new TransactionTemplate(this.transactionManager);
		repeatable.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		repeatable.executeWithoutResult((status) -> {
			assertThat(this.things.load(ID).version()).isEqualTo(1);
			Thread other = new Thread(() -> this.things.update(ID, new Do("b")));
			other.start();
			join(other);
			assertThat(this.things.load(ID).version()).isEqualTo(1);
		});
		assertThat(roundTripsOf(() -> this.things.update(ID, new Do("c")))).as("still known").isEqualTo(1);
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aHandlerThatChangesAMutableStateLeavesNoTrace() {
		Repository<MutableThing, String> mutable = cached(this.store, MutableThing.class);
		mutable.create(ID, new Do("a"));
		assertThatIllegalStateException().isThrownBy(() -> mutable.update(ID, (thing) -> {
			thing.texts.add("changed");
			throw new IllegalStateException("refused");
		}));
		mutable.load(ID).state().texts.add("changed");
		Change<MutableThing> change = mutable.update(ID, new Do("b"));
		assertThat(change.state().texts).containsExactly("a", "b");
		change.state().texts.add("changed");
		assertThat(roundTripsOf(
				() -> assertThat(mutable.update(ID, new Do("c")).state().texts).containsExactly("a", "b", "c")))
			.isEqualTo(1);
	}

	@Test
	void anEventThatAFailoverHasReplacedIsNoticed() {
		this.things.create(ID, new Do("a"));
		this.things.update(ID, new Do("b"));
		replaceLastEvent("{\"text\":\"x\"}");
		Change<Thing> change = this.things.update(ID, new Do("c"));
		assertThat(change.state()).isEqualTo(new Thing("axc"));
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("axc"));

		replaceLastEvent("{\"text\":\"y\"}");
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("axy"));
	}

	@Test
	void eventsThatAFailoverHasLostAreNoticed() {
		this.things.create(ID, new Do("a"));
		this.things.update(ID, new Do("b"));
		this.things.update(ID, new Do("c"));
		removeLastEvent();
		assertThat(this.things.update(ID, new Do("d")).state()).isEqualTo(new Thing("abd"));
		removeLastEvent();
		removeLastEvent();
		assertThat(this.things.load(ID).state()).isEqualTo(new Thing("a"));
	}

	private void removeLastEvent() {
		this.database.jdbc().execute("""
				begin;
				set local session_replication_role = replica;
				delete from sourcery.events where position = (select max(position) from sourcery.events);
				commit
				""");
	}

	private void replaceLastEvent(String payload) {
		this.database.jdbc().execute("""
				begin;
				set local session_replication_role = replica;
				update sourcery.events
				set position = nextval('sourcery.event_position'), event_id = '%s', payload = '%s'
				where position = (select max(position) from sourcery.events);
				commit
				""".formatted(UUID.randomUUID(), payload));
	}

	record Do(String text) {

	}

	record DoUnlessLast(String text) {

	}

	record RequireLast(String text) {

	}

	@Aggregate("thing")
	record Thing(String texts) {

		@CommandHandler
		static Happened create(Do command) {
			return new Happened(command.text());
		}

		@CommandHandler
		Happened update(Do command) {
			return new Happened(command.text());
		}

		@CommandHandler
		Optional<Happened> update(DoUnlessLast command) {
			return this.texts.endsWith(command.text()) ? Optional.empty() : Optional.of(new Happened(command.text()));
		}

		@CommandHandler
		Happened update(RequireLast command) {
			if (!this.texts.endsWith(command.text())) {
				throw new IllegalStateException("The last text is another one");
			}
			return new Happened("!");
		}

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

		@CommandHandler
		static Happened create(Do command) {
			return new Happened(command.text());
		}

		@CommandHandler
		Happened update(Do command) {
			return new Happened(command.text());
		}

		@Apply
		void on(Happened event) {
			this.texts.add(event.text());
		}

	}

}
