package dev.sourcery.autoconfigure.projection;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * Deposits to follow by projections.
 */
abstract class DepositsFixture {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	static final StreamId STREAM = new StreamId("account", "1");

	final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class)
		.withPropertyValues("sourcery.projections.first-delay=1ms");

	static Commit deposit(ApplicationContext context, int events) {
		List<NewEvent> deposits = IntStream.range(0, events)
			.mapToObj((index) -> NewEvent.of(new Account.Deposited(BigDecimal.ONE)))
			.toList();
		return context.getBean(EventStore.class).append(STREAM, ExpectedVersion.any(), deposits);
	}

	static void await(ApplicationContext context, String projection, Commit commit) throws InterruptedException {
		context.getBean(Projections.class).await(projection, commit.token().orElseThrow(), PATIENCE);
	}

	static Health health(ApplicationContext context) {
		return context.getBean("sourceryHealthIndicator", HealthIndicator.class).health();
	}

}
