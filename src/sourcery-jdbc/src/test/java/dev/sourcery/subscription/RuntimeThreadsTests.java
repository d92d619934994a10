package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The threads of a runtime end when its projections stop.
 */
class RuntimeThreadsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final Checkpoints checkpoints = this.database.checkpoints();

	private final Projections node = new Projections(
			List.of(ProjectionDefinition.of(new One(), this.store.types()),
					ProjectionDefinition.of(new Two(), this.store.types())),
			new SubscriptionRuntime(EventSource.of(this.store), this.checkpoints.lanes(), this.checkpoints,
					Nodes.SETTINGS, CommitBroadcast.none(), this::thread));

	@AfterEach
	void close() {
		this.node.stop();
		this.database.close();
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(task);
		this.threads.add(thread);
		return thread;
	}

	private Set<String> kinds() {
		return this.threads.stream()
			.map((thread) -> thread.getName().replaceFirst("(sourcery-[a-z]+).*", "$1"))
			.collect(Collectors.toSet());
	}

	@Test
	void noThreadIsLeftAfterAStopAndARestartHasThreadsAgain() throws Exception {
		for (int round = 0; round < 2; round++) {
			this.store.append(new StreamId("thing", "s"), ExpectedVersion.any(),
					IntStream.range(0, 2000).mapToObj((i) -> NewEvent.of(new Happened("x"))).toList());
			this.node.start();
			this.node.awaitAll(Nodes.LONG);
			this.node.stop();
			assertThat(kinds()).contains("sourcery-prefetch", "sourcery-lanes", "sourcery-projection");
			assertThat(this.threads).as("threads that are left").noneMatch(Thread::isAlive);
			this.threads.clear();
		}
	}

	@Projection("one")
	private static final class One {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

	@Projection("two")
	private static final class Two {

		@EventHandler
		void on(List<Happened> events) {
		}

	}

}
