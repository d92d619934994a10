package dev.sourcery.subscription;

import java.time.Duration;

import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Projections are resumed after a pause or a block, from any node.
 */
class ResumeTests extends PauseFixture {

	@Test
	void aBlockedProjectionIsResumedFromANodeThatDoesNotRunIt() throws Exception {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "poison", "2");
		awaitState(one, SubscriptionState.BLOCKED);
		awaitState(two, SubscriptionState.BLOCKED);
		this.failing.clear();
		Projections operator = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		operator.resume("journal");
		Awaitility.await()
			.until(() -> one.status("journal").state() != SubscriptionState.BLOCKED
					&& two.status("journal").state() != SubscriptionState.BLOCKED);
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("poison", "2");
	}

	@Test
	void aResumeThatFailsAgainBlocksAgain() {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		write("a", "poison");
		awaitState(one, SubscriptionState.BLOCKED);
		Object since = this.jdbc.queryForObject("select max(failing_since) from sourcery.subscription_lanes",
				Object.class);
		one.resume("journal");
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select max(failing_since) > ? from sourcery.subscription_lanes",
					Boolean.class, since));
		awaitState(one, SubscriptionState.BLOCKED);
	}

	@Test
	void aResumeWithoutANodeThatRunsTheProjectionReturns() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.pause("journal");
		one.stop();
		one.resume("journal");
		ConsistencyToken token = write("a", "2");
		one.start();
		one.await("journal", token, Nodes.LONG);
	}

	@Test
	void aResumeThatNoNodeObeysIsReported() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.pause("journal");
		one.stop();
		// a node that hangs
		this.jdbc.update("""
				insert into sourcery.subscription_nodes (node, subscriptions, unusable_lanes, lease_until)
				values ('hanging', array['journal 1'], '{}', now() + interval '1 hour')
				""");
		assertThatExceptionOfType(OperationUnconfirmedException.class)
			.isThrownBy(() -> one.operatedBy("ada").within(Duration.ofMillis(50)).resume("journal"))
			.satisfies((ex) -> assertThat(ex.lanes()).hasSize(2))
			.withMessageContaining("was stored, but no node has started");
		assertThat(operations()).last().asString().startsWith("ada: resume journal unconfirmed:");
	}

}
