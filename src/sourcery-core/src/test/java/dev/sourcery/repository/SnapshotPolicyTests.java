package dev.sourcery.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.memory.InMemorySnapshots;
import dev.sourcery.snapshot.SnapshotPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class SnapshotPolicyTests extends CounterFixture {

	private RepositoryFactory factory(SnapshotPolicy policy) {
		return new RepositoryFactory(this.store).withSnapshots(new InMemorySnapshots(this.store), (type) -> policy);
	}

	@Test
	void aSnapshotIsDueWhereACommitReachesOrPassesAMultiple() {
		SnapshotPolicy policy = SnapshotPolicy.every(10);
		assertThat(policy.isDue(8, 9)).isFalse();
		assertThat(policy.isDue(9, 10)).isTrue();
		assertThat(policy.isDue(10, 11)).isFalse();
		assertThat(policy.isDue(8, 12)).isTrue();
		assertThat(policy.isDue(8, 35)).isTrue();
		assertThat(SnapshotPolicy.NEVER.isDue(0, 1000)).isFalse();
		assertThat(SnapshotPolicy.NEVER.takesAny()).isFalse();
	}

	@Test
	void numbersAndTimesThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotPolicy.every(-1)).withMessageContaining("-1");
		assertThatIllegalArgumentException().isThrownBy(() -> new SnapshotPolicy(0, Duration.ZERO))
			.withMessageContaining("PT0S");
	}

	@Test
	void anAggregateInMemoryIsReadFromItsSnapshot() {
		try (RepositoryFactory factory = factory(SnapshotPolicy.every(2))) {
			Repository<Counter, CounterId> counted = factory.of(AggregateType.of(Counter.class));
			counted.create(this.id, new Open("a"));
			counted.update(this.id, new Count(3));
			await().untilAsserted(() -> assertThat(factory.snapshotStatistics().written()).isEqualTo(1));
			assertThat(counted.load(this.id).state()).isEqualTo(new Counter("a", 3));
			assertThat(factory.snapshotStatistics().used()).isEqualTo(1);
		}
	}

	@Test
	void aStateThatHoldsCollaboratorsHasNoSnapshots() {
		Collaborators bean = new Collaborators() {
			@Override
			public <T> T get(Class<T> type) {
				return type.cast(new Prices());
			}
		};
		AggregateType<Priced> type = AggregateType.of(Priced.class, bean);
		try (RepositoryFactory every = factory(SnapshotPolicy.every(2));
				RepositoryFactory slow = factory(new SnapshotPolicy(0, Duration.ofNanos(1)))) {
			assertThatExceptionOfType(InvalidAggregateException.class).isThrownBy(() -> every.of(type))
				.withMessageContaining("its snapshots would contain the collaborators of its constructor");
			Repository<Priced, String> priced = slow.of(type);
			priced.create("p", () -> new Opened("a"));
			assertThat(priced.load("p").version()).isEqualTo(1);
			assertThat(slow.snapshotStatistics().missing()).isZero();
		}
	}

	static final class Prices {

		private final List<String> prices = new ArrayList<>();

	}

	@Aggregate("priced")
	static final class Priced {

		private final Prices prices;

		Priced(Prices prices) {
			this.prices = prices;
		}

		@Apply
		void on(Opened event) {
			this.prices.prices.add(event.name());
		}

	}

}
