package dev.sourcery.autoconfigure.event;

import java.math.BigDecimal;
import java.util.List;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.unusable.duplicate.Claims;
import dev.sourcery.event.DuplicateEventTypeException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class EventAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class);

	@Test
	void whenEventsAreNestedOrPrivateTheyAreFound() {
		this.contextRunner.run((context) -> {
			EventTypes types = context.getBean(EventTypes.class);
			assertThat(types.eventClasses()).hasSize(4);
			assertThat(types.typeOf(Account.Opened.class)).isEqualTo(new EventTypeName("account.opened", 1));
			assertThat(types.classOf(new EventTypeName("transfer.requested", 1)).getSimpleName())
				.isEqualTo("Requested");
		});
	}

	@Test
	void whenAnEventBelongsToNoAggregateItIsFound() {
		this.contextRunner.run((context) -> assertThat(
				context.getBean(EventTypes.class).classOf(new EventTypeName("bank.holiday-declared", 1)))
			.isNotNull());
	}

	@Test
	void whenTheUserDefinesTheirOwnEventTypesTheyAreUsed() {
		EventTypes own = EventTypes.of(Account.Opened.class, Account.Deposited.class);
		this.contextRunner.withBean(EventTypes.class, () -> own)
			.run((context) -> assertThat(context.getBean(EventStore.class).types()).isSameAs(own));
	}

	@Test
	void whenTheUserDefinesTheirOwnSerializerItIsUsed() {
		EventSerializer own = new JsonEventSerializer(EventTypes.of(Account.Opened.class, Account.Deposited.class));
		this.contextRunner.withBean(EventSerializer.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(EventSerializer.class);
			assertThat(context.getBean(EventStore.class).types()).isSameAs(own.types());
		});
	}

	@Test
	void whenThereAreCustomizersTheMapperFollowsThem() {
		this.contextRunner
			.withBean(EventMapperCustomizer.class,
					() -> (builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE))
			.run((context) -> assertThat(
					context.getBean(EventSerializer.class).write(new Account.Deposited(new BigDecimal("1.50"))))
				.isEqualTo("{\"Amount\":1.50}"));
	}

	@Test
	void whenTheWebMapperIsConfiguredEventsAreStoredAsBefore() {
		this.contextRunner.withPropertyValues("spring.jackson.property-naming-strategy=UPPER_CAMEL_CASE")
			.run((context) -> assertThat(context.getBean(EventSerializer.class).write(new Account.Opened("Ada")))
				.isEqualTo("{\"owner\":\"Ada\"}"));
	}

	@Test
	void whenTwoEventsClaimOneTypeTheApplicationDoesNotStart() {
		Contexts.withJdbc()
			.withUserConfiguration(DuplicateConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(DuplicateEventTypeException.class,
						(failure) -> assertThat(List.of(failure.first(), failure.second()))
							.containsExactlyInAnyOrder(Claims.One.class, Claims.Other.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = Claims.class)
	static class DuplicateConfiguration {

	}

}
