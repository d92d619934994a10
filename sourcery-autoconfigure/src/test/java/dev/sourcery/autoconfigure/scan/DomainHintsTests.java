package dev.sourcery.autoconfigure.scan;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.Deposits;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class DomainHintsTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void whenAnApplicationIsCompiledAheadOfTimeItsIndexEventsAndHandlersAreIncluded() {
		AutoConfigurationPackages.register(this.beanFactory, "dev.sourcery.autoconfigure.bank");
		ScannedClasses.of(this.beanFactory, new MockEnvironment(), new PathMatchingResourcePatternResolver());
		RuntimeHints hints = new RuntimeHints();
		GenerationContext context = mock();
		given(context.getRuntimeHints()).willReturn(hints);
		BeanFactoryInitializationAotContribution contribution = hints().processAheadOfTime(this.beanFactory);
		assertThat(contribution).isNotNull();
		contribution.applyTo(context, mock());
		assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/sourcery/index")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Account.Opened.class)).accepts(hints);
		assertThat(Account.class.getDeclaredMethods())
			.allMatch((method) -> RuntimeHintsPredicates.reflection().onMethodInvocation(method).test(hints));
		assertThat(Deposits.class.getDeclaredMethods())
			.allMatch((method) -> RuntimeHintsPredicates.reflection().onMethodInvocation(method).test(hints));
	}

	@Test
	void whenAnApplicationHasNoClassesNothingIsIncluded() {
		assertThat(hints().processAheadOfTime(this.beanFactory)).isNull();
	}

	private static BeanFactoryInitializationAotProcessor hints() {
		return AotServices.factories()
			.load(BeanFactoryInitializationAotProcessor.class)
			.stream()
			.filter(DomainHints.class::isInstance)
			.findFirst()
			.orElseThrow();
	}

}
