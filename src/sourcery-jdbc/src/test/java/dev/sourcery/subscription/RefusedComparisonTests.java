package dev.sourcery.subscription;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.awaitility.Awaitility.await;

/**
 * Progress over events without a handler that cannot be stored at first, because another
 * session holds the checkpoint, is stored later: other nodes wait for it.
 */
class RefusedComparisonTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final Set<LaneKey> refused = ConcurrentHashMap.newKeySet();

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void progressThatWasRefusedIsStoredWhenTheCheckpointIsFree() throws Exception {
		Projections node = this.nodes.create(this.store, recordingRefusals(this.database.checkpoints()), Nodes.SETTINGS,
				new Notes());
		node.start();
		node.await("notes", append(this.store, "s", "1").token().orElseThrow(), Nodes.LONG);
		ConsistencyToken token;
		try (Connection holder = this.database.dataSource().getConnection();
				Statement statement = holder.createStatement()) {
			holder.setAutoCommit(false);
			statement.execute("select from sourcery.subscription_lanes for update");
			token = this.store
				.append(new StreamId("thing", "s"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("2"))))
				.token()
				.orElseThrow();
			await().atMost(Nodes.LONG).until(() -> this.refused.size() == 2);
			holder.rollback();
		}
		this.nodes.create(Nodes.SETTINGS, new Notes()).await("notes", token, Nodes.LONG);
	}

	private Checkpoints recordingRefusals(Checkpoints target) {
		return (Checkpoints) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Checkpoints.class },
				(proxy, method, arguments) -> {
					try {
						Object result = method.invoke(target, arguments);
						if (result instanceof AdvanceOutcome.Held) {
							this.refused.add(((Fence) arguments[0]).lane());
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Projection(value = "notes", lanes = 2)
	private record Notes() {

		@EventHandler
		void on(Happened event) {
		}

	}

}
