package dev.sourcery.autoconfigure.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.autoconfigure.bank.Transfer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.handler.DomainClasses;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ScannedClassesTests {

	private final CountingResources resources = new CountingResources();

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc(() -> {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setResourceLoader(this.resources);
		return context;
	});

	@Test
	void whenAnApplicationStartsItsPackagesAreScannedOnce() {
		this.contextRunner.withUserConfiguration(BankConfiguration.class).run((context) -> {
			assertThat(context.getBean(EventTypes.class).eventClasses()).contains(Account.Opened.class);
			assertThat(context).hasBean("sourceryProjections").hasBean(Account.class.getName() + ".repository");
			assertThat(this.resources.scanned).containsExactly("classpath*:dev/sourcery/autoconfigure/bank/**/*.class");
		});
	}

	@Test
	void whenAnApplicationHasSeveralPackagesEachIsScannedOnce() {
		this.contextRunner.withUserConfiguration(BankConfiguration.class, SecondPackage.class).run((context) -> {
			assertThat(context).hasSingleBean(DomainClasses.class);
			assertThat(this.resources.scanned).containsExactlyInAnyOrder(
					"classpath*:dev/sourcery/autoconfigure/bank/**/*.class",
					"classpath*:dev/sourcery/metadata/**/*.class");
		});
	}

	@Test
	void whenClassesAreAnnotatedTheyAreFoundByTheirKindInTheOrderOfTheirNames() {
		this.contextRunner.withUserConfiguration(BankConfiguration.class).run((context) -> {
			DomainClasses classes = context.getBean(DomainClasses.class);
			assertThat(classes.aggregates()).containsExactly(Account.class, Transfer.class);
			assertThat(classes.projections()).containsExactly(Deposits.class);
			assertThat(classes.events()).hasSize(4)
				.contains(Account.Opened.class, Account.Deposited.class)
				.isSortedAccordingTo((one, other) -> one.getName().compareTo(other.getName()));
		});
	}

	@Test
	void whenATypeIsExcludedFromTheTestOnlyProjectionsOfItAreLeftOut() {
		this.contextRunner.withUserConfiguration(BankConfiguration.class)
			.withBean(EverythingExcluded.class)
			.run((context) -> {
				DomainClasses classes = context.getBean(DomainClasses.class);
				assertThat(classes.projections()).isEmpty();
				assertThat(classes.aggregates()).containsExactly(Account.class, Transfer.class);
				assertThat(classes.events()).hasSize(4);
			});
	}

	@Test
	void whenAnApplicationHasNoPackagesNothingIsScanned() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(Repository.class).doesNotHaveBean(DomainClasses.class);
			assertThat(events(context)).isEmpty();
			assertThat(this.resources.scanned).isEmpty();
		});
	}

	private static Iterable<Class<?>> events(AssertableApplicationContext context) {
		return context.getBean(EventTypes.class).eventClasses();
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackages = "dev.sourcery.metadata")
	static class SecondPackage {

	}

	static class EverythingExcluded extends TypeExcludeFilter {

		@Override
		public boolean match(MetadataReader metadataReader, MetadataReaderFactory metadataReaderFactory) {
			return true;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof EverythingExcluded;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	/**
	 * Records the patterns of classes that are looked for.
	 */
	static class CountingResources extends PathMatchingResourcePatternResolver {

		private final List<String> scanned = new ArrayList<>();

		@Override
		public Resource[] getResources(String locationPattern) throws IOException {
			if (locationPattern.endsWith(".class")) {
				this.scanned.add(locationPattern);
			}
			return super.getResources(locationPattern);
		}

	}

}
