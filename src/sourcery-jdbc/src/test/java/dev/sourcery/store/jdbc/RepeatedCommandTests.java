package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariConfig;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.CommandIdReusedException;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.jdbc.CuttingProxy.Moment;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Commands with an id, sent again by a client that got no answer or could not wait.
 */
class RepeatedCommandTests {

	private static final int NODES = 4;

	private static final CommandId KEY = new CommandId("key");

	private final CuttingProxy proxy = new CuttingProxy();

	private final StoreDatabase database = new StoreDatabase(this::leadThroughProxy);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private void leadThroughProxy(HikariConfig pool) {
		this.proxy.lead((PGSimpleDataSource) pool.getDataSource());
	}

	private Repository<Thing, String> node() {
		return new RepositoryFactory(this.database.store()).of(AggregateType.of(Thing.class));
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
		this.proxy.close();
	}

	@ParameterizedTest
	@EnumSource(names = "SILENCE", mode = EnumSource.Mode.EXCLUDE)
	void afterAnUnknownOutcomeTheSameCommandFindsOutAndAnotherIsRefusedOnceItIsStored(Moment moment) {
		Repository<Thing, String> things = node();
		things.create("t", new Do("a"));
		this.proxy.breakAt(moment, "insert into sourcery.events");
		assertThatExceptionOfType(AppendOutcomeUnknownException.class)
			.isThrownBy(() -> things.with(KEY).update("t", new Do("b")));
		if (moment == Moment.BEFORE_THE_ANSWER) {
			assertReused(() -> things.with(KEY).update("t", new Do("c")));
		}
		Change<Thing> found = node().with(KEY).update("t", new Do("b"));
		assertThat(found.state()).isEqualTo(new Thing("ab"));
		assertThat(node().with(KEY).update("t", new Do("b"))).isEqualTo(found);
		assertReused(() -> things.with(KEY).update("t", new Do("c")));
		assertThat(things.load("t").version()).isEqualTo(2);
	}

	@Test
	void theSameCommandOnSeveralNodesAtOnceHasOneOutcome() throws Exception {
		for (int round = 0; round < 20; round++) {
			CommandId key = new CommandId("key " + round);
			String id = "t" + round;
			node().create(id, new Do("a"));
			List<Future<Change<Thing>>> changes = atOnce((number) -> node().with(key).update(id, new Do("b")));
			for (Future<Change<Thing>> change : changes) {
				assertThat(change.get()).isEqualTo(changes.get(0).get());
			}
			assertThat(node().load(id)).extracting((thing) -> thing.state().texts()).isEqualTo("ab");
		}
	}

	@Test
	void ofDifferentCommandsUnderOneIdOnSeveralNodesAtOnceOneIsCarriedOut() throws Exception {
		for (int round = 0; round < 20; round++) {
			CommandId key = new CommandId("key " + round);
			String id = "t" + round;
			node().create(id, new Do("a"));
			// the first two nodes come to the same events, though not by the same command
			List<Future<Change<Thing>>> changes = atOnce((number) -> node().with(key)
				.update(id, (number == 0) ? new Redo("b") : new Do((number == 1) ? "b" : String.valueOf(number))));
			List<Change<Thing>> done = new ArrayList<>();
			for (Future<Change<Thing>> change : changes) {
				try {
					done.add(change.get());
				}
				catch (ExecutionException ex) {
					assertThat(ex).hasCauseInstanceOf(CommandIdReusedException.class);
				}
			}
			assertThat(done).hasSize(1);
			assertThat(node().load(id).state()).isEqualTo(done.get(0).state());
			assertThat(node().load(id).version()).isEqualTo(2);
		}
	}

	@Test
	void creatingOnSeveralNodesAtOnceIsNoDifferent() throws Exception {
		for (int round = 0; round < 20; round++) {
			CommandId key = new CommandId("key " + round);
			String id = "t" + round;
			List<Future<Change<Thing>>> changes = atOnce((number) -> node().with(key).create(id, new Do("a")));
			for (Future<Change<Thing>> change : changes) {
				assertThat(change.get()).isEqualTo(changes.get(0).get());
			}
			assertThatExceptionOfType(CommandIdReusedException.class)
				.isThrownBy(() -> node().with(key).create(id, new Do("b")));
		}
	}

	private List<Future<Change<Thing>>> atOnce(Call call) throws InterruptedException {
		CyclicBarrier barrier = new CyclicBarrier(NODES);
		List<Callable<Change<Thing>>> calls = new ArrayList<>();
		for (int node = 0; node < NODES; node++) {
			int number = node;
			calls.add(() -> {
				barrier.await();
				return call.on(number);
			});
		}
		return this.threads.invokeAll(calls);
	}

	private static void assertReused(Runnable command) {
		assertThatExceptionOfType(CommandIdReusedException.class).isThrownBy(command::run)
			.satisfies((ex) -> assertThat(ex.commandId()).isEqualTo(KEY));
	}

	private interface Call {

		Change<Thing> on(int number);

	}

	record Do(String text) {

	}

	record Redo(String text) {

	}

	@Aggregate("thing")
	record Thing(String texts) {

		@CommandHandler
		static Happened create(Do command) {
			return new Happened(command.text());
		}

		@CommandHandler
		Happened change(Do command) {
			return new Happened(command.text());
		}

		@CommandHandler
		Happened change(Redo command) {
			return new Happened(command.text());
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

}
