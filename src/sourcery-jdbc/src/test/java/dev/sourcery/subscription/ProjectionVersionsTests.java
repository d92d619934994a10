package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.VersionState;
import dev.sourcery.store.ConsistencyToken;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A version of a projection that is built beside the live one and takes over, on several
 * nodes and while readers and writers continue.
 */
class ProjectionVersionsTests extends VersionsFixture {

	@Test
	void aNewVersionTakesOverWhileReadersAndWritersContinue() throws Exception {
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", write(300), Nodes.LONG);
		Future<Integer> writer = keepWriting();
		List<Future<List<Long>>> readers = List.of(pollReaders(), pollReaders());

		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		// both continue beside each other
		ConsistencyToken during = append(this.store, "last", "during").token().orElseThrow();
		two.await("tally", during, Nodes.LONG);
		one.await("tally", during, Nodes.LONG);
		this.finished.set(true);

		for (Future<List<Long>> reader : readers) {
			assertThat(reader.get(30, TimeUnit.SECONDS)).as("sums less than those read before").isEmpty();
		}
		writer.get(30, TimeUnit.SECONDS);
		ConsistencyToken last = append(this.store, "last", "end").token().orElseThrow();
		two.await("tally", last, Nodes.LONG);
		assertThat(model()).isEqualTo(2);
		assertThat(sum()).isEqualTo(events());
		one.version("tally", 1).await(last, Nodes.LONG);
		assertThat(this.jdbc.queryForObject("select sum(events) from tally_v1", Long.class)).isEqualTo(events());
		assertThat(takeOvers()).containsExactly(2);
		await().until(() -> state(one, 1) == VersionState.RETIRED && state(two, 2) == VersionState.LIVE);
	}

	@Test
	void bothVersionsRunInOneApplication() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		ConsistencyToken token = write(50);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		Projections both = this.nodes.start(new Gated2(this.jdbc, gate), new Tally1(this.jdbc));
		await().until(() -> state(both, 1) == VersionState.LIVE && state(both, 2) == VersionState.BUILDING);
		assertThat(both.status()).extracting((status) -> status.key().version()).containsExactly(1, 2);
		assertThat(both.status("tally").key().version()).as("the live one").isEqualTo(1);
		both.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(1);

		gate.countDown();
		awaitLive(2);
		await().until(() -> both.status("tally").key().version() == 2);
		both.await("tally", token, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void ofSeveralNodesOneTakesOver() throws Exception {
		ConsistencyToken token = write(100);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		List<Projections> others = List.of(this.nodes.start(new Tally2(this.jdbc)),
				this.nodes.start(new Tally2(this.jdbc)), this.nodes.start(new Tally2(this.jdbc)));
		awaitLive(2);
		await().until(() -> others.stream().allMatch((node) -> state(node, 2) == VersionState.LIVE));
		for (Projections node : others) {
			node.await("tally", token, Nodes.LONG);
		}
		assertThat(takeOvers()).containsExactly(2);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void aVersionWithParkedEventsTakesOverWhenTheyAreRetried() throws Exception {
		ConsistencyToken token = write(20);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		AtomicBoolean failing = new AtomicBoolean(true);
		Projections two = this.nodes.start(new Parking2(this.jdbc, failing));
		two.version("tally", 2).await(token, Nodes.LONG);
		assertThat(two.version("tally", 2).parked(10)).isNotEmpty();
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 2).takeOver())
			.withMessageContaining("parked");
		assertThat(takeOvers()).isEmpty();
		failing.set(false);
		assertThat(two.version("tally", 2).retryParked().failed()).isEmpty();
		awaitLive(2);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void theFormerVersionCanTakeOverAgain() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		two.stop();
		one.version("tally", 1).takeOver();
		assertThat(takeOvers()).containsExactly(2, 1);
		assertThat(model()).isEqualTo(1);
		assertThat(one.status("tally").versionState()).isEqualTo(VersionState.LIVE);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void aVersionIsDroppedWhenItIsNeitherLiveNorRun() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 1).drop())
			.withMessageContaining("while nodes run it");
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 2).drop())
			.withMessageContaining("is live");
		one.stop();
		two.version("tally", 1).drop();
		assertThat(this.jdbc.queryForList("select distinct subscription_version from sourcery.subscription_lanes",
				Integer.class))
			.containsExactly(2);
		two.await("tally", token, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void withoutARowTheGreatestStoredVersionIsLive() throws Exception {
		// as a node of the previous release inserts a new projection
		this.jdbc.update("""
				insert into sourcery.subscription_lanes (name, subscription_version, lane, position)
				values ('tally', 1, 0, 0)
				""");
		assertThat(this.jdbc.queryForObject("select sourcery.is_live('tally', 1)", Boolean.class)).isTrue();
		CountDownLatch gate = new CountDownLatch(1);
		write(5);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		await().until(() -> state(two, 2) == VersionState.BUILDING);
		gate.countDown();
		awaitLive(2);
	}

	@Test
	void theFirstVersionOfANameIsLive() throws Exception {
		ConsistencyToken token = write(20);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		two.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(2);
		await().until(() -> state(two, 2) == VersionState.LIVE);
		ProjectionStatus status = two.status("tally");
		assertThat(status.progress()).isNotNull();
		assertThat(takeOvers()).isEmpty();
	}

	@Test
	void twoProjectionsWithOneNameAndVersionAreRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.nodes.start(new Tally1(this.jdbc), new Tally1(this.jdbc)))
			.withMessageContaining("version 1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.nodes.start(new Tally1(this.jdbc), new InTransaction2()))
			.withMessageContaining("in the transaction of the append");
	}

}
