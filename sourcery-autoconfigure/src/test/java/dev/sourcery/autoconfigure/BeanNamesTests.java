package dev.sourcery.autoconfigure;

import java.util.stream.Stream;

import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class BeanNamesTests {

	private final ApplicationContextRunner contexts = Contexts.withJdbc();

	@Test
	void theApplicationMayUseTheObviousNamesForBeansOfItsOwn() {
		this.contexts.withUserConfiguration(OwnBeans.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(EventStore.class)
				.getBean("eventStore")
				.isEqualTo("a shop of events"));
	}

	@Test
	void everyBeanOfTheAutoConfigurationsIsNamedAfterThem() {
		this.contexts.run((context) -> {
			Stream<String> factoryBeans = Stream.of(context.getBeanDefinitionNames())
				.filter((name) -> isOfAutoConfiguration(
						context.getBeanFactory().getBeanDefinition(name).getFactoryBeanName()));
			assertThat(factoryBeans).isNotEmpty().allMatch((name) -> name.startsWith("sourcery"));
		});
	}

	private static boolean isOfAutoConfiguration(String factoryBeanName) {
		return factoryBeanName != null && factoryBeanName.startsWith("dev.sourcery.autoconfigure.");
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		String eventStore() {
			return "a shop of events";
		}

		@Bean
		String projections() {
			return "slides";
		}

		@Bean
		String repositories() {
			return "shelves";
		}

		@Bean
		String checkpoints() {
			return "stops on the way";
		}

		@Bean
		String eventTypes() {
			return "weddings";
		}

		@Bean
		String eventSerializer() {
			return "a series of weddings";
		}

		@Bean
		String eventExport() {
			return "a box";
		}

		@Bean
		String eventImport() {
			return "an empty box";
		}

		@Bean
		String idFormat() {
			return "#";
		}

	}

}
