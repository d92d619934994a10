package dev.sourcery.autoconfigure.aggregate;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.snapshot.Snapshotted;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The properties of the cache of states and of snapshots.
 */
class StatePropertiesTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class);

	private final AccountId id = AccountId.random();

	@SuppressWarnings("unchecked")
	private static Repository<Account, AccountId> accounts(ApplicationContext context) {
		return context.getBean(Account.class.getName() + ".repository", Repository.class);
	}

	@Test
	void aCommandDecidesOnTheCachedStateFirst() {
		this.contextRunner.run((context) -> assertThat(decisionsAfterAnotherWriter(context)).isEqualTo(2));
	}

	@Test
	void withoutTheCacheEachCommandReadsItsStream() {
		this.contextRunner.withPropertyValues("sourcery.cache.enabled=false")
			.run((context) -> assertThat(decisionsAfterAnotherWriter(context)).isEqualTo(1));
	}

	// the other writer is unknown to this node, so a cached state is outdated
	private int decisionsAfterAnotherWriter(ApplicationContext context) {
		accounts(context).create(this.id, new Account.Open("Ada"));
		context.getBean(JdbcTemplate.class).update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select aggregate_type, stream_id, 2, gen_random_uuid(), 'account.deposited', 1, '{}', '{"amount":"1"}'
				from sourcery.events
				""");
		AtomicInteger decisions = new AtomicInteger();
		accounts(context).update(this.id, (account) -> {
			decisions.incrementAndGet();
			return new Account.Deposited(BigDecimal.ONE);
		});
		return decisions.get();
	}

	@Test
	void whenTheSizeOfTheCacheIsNotPositiveTheFailureNamesTheProperty() {
		this.contextRunner.withPropertyValues("sourcery.cache.max-size=0")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.cache")
				.rootCause()
				.hasMessageContaining("max-size must be at least 1, but is 0"));
	}

	@Test
	void snapshotsOfAnAggregateAreTakenByProperty() {
		this.contextRunner.withPropertyValues("sourcery.snapshots.named.account.every=2").run((context) -> {
			accounts(context).create(this.id, new Account.Open("Ada"));
			accounts(context).update(this.id, new Account.Deposit("1"));
			awaitSnapshot(context);
			Snapshots snapshots = context.getBean(Snapshots.class);
			assertThat(snapshots.delete(accounts(context).load(this.id).stream())).isTrue();
			assertThat(snapshots.deleteAll("account")).isZero();
		});
	}

	@Test
	void snapshotsAreTakenOfAggregatesThatLoadSlowly() {
		this.contextRunner.withPropertyValues("sourcery.snapshots.load-time=1ns", "sourcery.cache.enabled=false")
			.run((context) -> {
				accounts(context).create(this.id, new Account.Open("Ada"));
				accounts(context).load(this.id);
				awaitSnapshot(context);
				assertThat(context.getBean(Snapshots.class).deleteAll("account")).isEqualTo(1);
			});
	}

	private static void awaitSnapshot(ApplicationContext context) {
		RepositoryFactory repositories = context.getBean(RepositoryFactory.class);
		await().untilAsserted(() -> assertThat(repositories.snapshotStatistics().written()).isPositive());
	}

	@Test
	void whenSnapshotsAreDisabledNoneIsLookedFor() {
		this.contextRunner
			.withPropertyValues("sourcery.snapshots.enabled=false", "sourcery.snapshots.named.account.every=1",
					"sourcery.cache.enabled=false")
			.run((context) -> {
				accounts(context).create(this.id, new Account.Open("Ada"));
				accounts(context).load(this.id);
				assertThat(context.getBean(RepositoryFactory.class).snapshotStatistics().missing()).isZero();
			});
	}

	@Test
	void whenTheNumberOfEventsBetweenSnapshotsIsNegativeTheFailureNamesTheProperty() {
		this.contextRunner.withPropertyValues("sourcery.snapshots.named.account.every=-1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.snapshots")
				.rootCause()
				.hasMessageContaining("never negative"));
	}

	@Test
	void aPropertyTakesPrecedenceOverTheAnnotation() {
		AggregateType<Annotated> type = AggregateType.of(Annotated.class);
		SnapshotProperties none = new SnapshotProperties(true, null, Map.of());
		assertThat(none.policyOf(type)).isEqualTo(SnapshotPolicy.every(7));
		SnapshotProperties named = new SnapshotProperties(true, null,
				Map.of("annotated", new SnapshotProperties.Named(0)));
		assertThat(named.policyOf(type)).isEqualTo(SnapshotPolicy.NEVER);
		assertThat(none.policyOf(AggregateType.of(Account.class))).isEqualTo(SnapshotPolicy.NEVER);
	}

	@Aggregate("annotated")
	@Snapshotted(every = 7)
	record Annotated(String owner) {

		@Apply
		static Annotated on(Account.Opened event) {
			return new Annotated(event.owner());
		}

	}

}
