package com.example.styles;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

import com.example.styles.OrderEvent.Placed;
import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.repository.Repository;
import dev.sourcery.test.aggregate.AggregateScenario;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A mutable class with collaborators and entities, and a decider, in an application.
 */
class StylesTests {

	private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(ShopConfiguration.class);

	@Test
	void anOrderDelegatesToItsLines() {
		this.contextRunner.run((context) -> {
			Repository<Order, OrderId> orders = context.getBean(Shop.class).orders();
			OrderId id = new OrderId(UUID.randomUUID());
			Metadata byAda = Metadata.empty().withActor("ada");
			assertThat(orders.with(byAda).create(id, new Order.Place("web")).events()).extracting("payload")
				.containsExactly(new Placed("web-" + id.value().toString().substring(0, 8), "ada",
						TODAY.atStartOfDay(ZoneOffset.UTC).toInstant()));
			orders.update(id, new Order.AddLine("tea", 2));
			orders.update(id, new Order.ChangeQuantity("tea", 5));
			assertThat(orders.load(id).state().total()).isEqualTo(1500);
			assertThatExceptionOfType(UnknownProduct.class)
				.isThrownBy(() -> orders.update(id, new Order.ChangeQuantity("coffee", 5)));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> orders.update(id, new Order.ChangeQuantity("tea", 0)));
			assertThat(orders.load(id).version()).isEqualTo(3);
		});
	}

	@Test
	void aDeciderIsABeanWithARepositoryOfItsStates() {
		this.contextRunner.run((context) -> {
			Repository<Coupon, String> coupons = context.getBean(Shop.class).coupons();
			assertThatExceptionOfType(CouponUsedUp.class)
				.isThrownBy(() -> coupons.create("SUMMER", new CouponCommand.Redeem()));
			coupons.create("SUMMER", new CouponCommand.Issue(2, TODAY));
			coupons.update("SUMMER", new CouponCommand.Redeem());
			assertThat(coupons.upsert("SUMMER", new CouponCommand.Redeem()).state()).isEqualTo(new Coupon(0, TODAY));
			assertThatExceptionOfType(CouponUsedUp.class)
				.isThrownBy(() -> coupons.update("SUMMER", new CouponCommand.Redeem()));
			assertThat(coupons.load("SUMMER").version()).isEqualTo(3);
			assertThat(context).hasSingleBean(CouponDecider.class);
		});
	}

	@Test
	void aScopeProvidesTheMetadataOfCommands() {
		this.contextRunner.withBean(Imports.class).run((context) -> {
			context.getBean(Imports.class)
				.handle(new Imports.Message("m-1", "WINTER", new CouponCommand.Issue(2, TODAY)));
			assertThat(context.getBean(Shop.class).coupons().history("WINTER")).singleElement()
				.extracting((event) -> event.metadata())
				.isEqualTo(Metadata.empty().withCorrelationId("m-1").withActor("import"));
		});
	}

	@Test
	void aDeciderIsTestedWithoutAContext() {
		AggregateScenario.of(new CouponDecider(ShopConfiguration.CLOCK))
			.given(new CouponEvent.Issued(1, TODAY))
			.when(new CouponCommand.Redeem())
			.thenEvents(new CouponEvent.Redeemed(TODAY))
			.thenState((coupon) -> assertThat(coupon.left()).isZero());
		AggregateScenario.of(new CouponDecider(ShopConfiguration.CLOCK))
			.given(new CouponEvent.Issued(1, TODAY.minusDays(1)))
			.when(new CouponCommand.Redeem())
			.thenRefused(CouponUsedUp.class);
	}

	record Shop(Repository<Order, OrderId> orders, Repository<Coupon, String> coupons) {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class ShopConfiguration {

		static final Clock CLOCK = Clock.fixed(Instant.from(TODAY.atStartOfDay(ZoneOffset.UTC)), ZoneOffset.UTC);

		@Bean
		Shop shop(Repository<Order, OrderId> orders, Repository<Coupon, String> coupons) {
			return new Shop(orders, coupons);
		}

		@Bean
		Clock clock() {
			return CLOCK;
		}

		@Bean
		PriceList prices() {
			return new PriceList(Map.of("tea", 300L));
		}

	}

}
