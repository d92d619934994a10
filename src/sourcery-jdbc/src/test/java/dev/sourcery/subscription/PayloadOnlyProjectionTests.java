package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.event.EventHandler;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which projections read the metadata of events. Unreadable metadata shows it.
 */
class PayloadOnlyProjectionTests {

	private final StoreDatabase database = new StoreDatabase();

	private final Nodes nodes = new Nodes(this.database);

	private ConsistencyToken token;

	@BeforeEach
	void storeAnEventOfALaterMetadataFormat() {
		this.token = append(this.database.store(), "s", "1").token().orElseThrow();
		this.database.jdbc().execute("""
				begin;
				set local sourcery.rewrite_history = 'on';
				update sourcery.events set metadata = '{"format":2}';
				commit;
				""");
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	@Test
	void handlersOfPayloadsDoNotReadMetadata() throws Exception {
		Payloads single = new Payloads();
		Batches batches = new Batches();
		Projections node = this.nodes.start(single, batches);
		node.await("payloads", this.token, Nodes.LONG);
		node.await("batches", this.token, Nodes.LONG);
		assertThat(single.texts).containsExactly("1");
		assertThat(batches.texts).containsExactly("1");
	}

	@Test
	void oneHandlerThatTakesMetadataReadsItForAllEvents() {
		WithMetadata projection = new WithMetadata();
		Projections node = this.nodes.start(projection);
		Awaitility.await().atMost(Nodes.LONG).until(() -> node.status().get(0).state() == SubscriptionState.BLOCKED);
		assertThat(node.status().get(0).failureDescription()).contains("metadata");
		assertThat(projection.texts).isEmpty();
	}

	@Projection("payloads")
	static final class Payloads {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Happened event) {
			this.texts.add(event.text());
		}

	}

	@Projection("batches")
	static final class Batches {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Happened> events) {
			events.forEach((event) -> this.texts.add(event.text()));
		}

	}

	@Projection("with-metadata")
	static final class WithMetadata {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Happened event) {
			this.texts.add(event.text());
		}

		@EventHandler
		void on(StoreDatabase.Ignored event, Metadata metadata) {
			this.texts.add(event.text());
		}

	}

}
