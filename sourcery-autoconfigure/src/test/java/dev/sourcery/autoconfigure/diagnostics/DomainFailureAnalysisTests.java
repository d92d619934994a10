package dev.sourcery.autoconfigure.diagnostics;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.References;
import dev.sourcery.autoconfigure.unusable.aggregatename.UnstorableName;
import dev.sourcery.autoconfigure.unusable.ambiguous.AmbiguousAggregate;
import dev.sourcery.autoconfigure.unusable.ambiguousprojection.AmbiguousProjection;
import dev.sourcery.autoconfigure.unusable.badprojection.Unregistered;
import dev.sourcery.autoconfigure.unusable.duplicate.Claims;
import dev.sourcery.autoconfigure.unusable.eventname.Unstorable;
import dev.sourcery.autoconfigure.unusable.noapply.WithoutApply;
import dev.sourcery.autoconfigure.unusable.twins.FirstTwin;
import dev.sourcery.autoconfigure.unusable.twohandlers.TwoHandlers;
import dev.sourcery.autoconfigure.unusable.unreadable.Anything;
import dev.sourcery.autoconfigure.unusable.voidhandler.VoidHandler;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not start, and what their users read then.
 */
@ExtendWith(OutputCaptureExtension.class)
class DomainFailureAnalysisTests extends FailureAnalysisFixture {

	@Test
	void whenABeanOfAnInTransactionProjectionAppendsInItsConstructor(CapturedOutput output) {
		fail(EarlyAppend.class);
		assertThat(output).contains("Events were appended during the creation of the beans")
			.contains("ApplicationRunner");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TwinAggregates    | is not a usable aggregate: its name 'twin' | Give one of them another name
					NoApply           | WithoutApply is not a usable aggregate     | @Apply
					SameCommandTwice  | TwoHandlers is not a usable aggregate      | Keep one of them
					ChangesItself     | command handler rename returns no events   | Return the events
					TwoMethods        | both take dev.sourcery.autoconfigure.unusable.ambiguous | Write an @Apply method for Corrected itself
					TwoHandlerMethods | event handlers onAudited(Audited) and onUndoable(Undoable) | Write an event handler for Corrected itself
					ForeignEvent      | Unregistered is not a usable projection    | Annotate the event with @EventType
					UnreadableField   | has the type ?, which does not determine the class to read | Name a concrete type
					DuplicateEvents   | Event type 'claimed                        | Give one of them another name
					EventName         | Unstorable is not a usable event: its type cannot be stored | Give it a stable name in @EventType
					AggregateName     | UnstorableName is not a usable aggregate: its name cannot be stored | Give it another name in @Aggregate
					""")
	void whenTheDomainIsUnusable(String application, String problem, String action, CapturedOutput output)
			throws ClassNotFoundException {
		fail(Class.forName(DomainFailureAnalysisTests.class.getName() + "$" + application));
		assertThat(output).contains(problem).contains(action);
	}

	@AutoConfigurationPackage(basePackageClasses = FirstTwin.class)
	static class TwinAggregates extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = WithoutApply.class)
	static class NoApply extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = TwoHandlers.class)
	static class SameCommandTwice extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = VoidHandler.class)
	static class ChangesItself extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = AmbiguousAggregate.class)
	static class TwoMethods extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = AmbiguousProjection.class)
	static class TwoHandlerMethods extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Account.class)
	static class EarlyAppend extends Plain {

		@Bean
		Seed seed(Repository<Account, AccountId> accounts) {
			return new Seed(accounts);
		}

		@Bean
		Seeded seeded(Seed seed) {
			return new Seeded();
		}

		@Bean
		References references() {
			return new References();
		}

	}

	static class Seed {

		Seed(Repository<Account, AccountId> accounts) {
			accounts.create(AccountId.random(), new Account.Open("Ada"));
		}

	}

	@Projection(value = "seeded", mode = ProjectionMode.IN_TRANSACTION)
	static class Seeded {

		@EventHandler
		void on(Account.Opened event) {
		}

	}

	@AutoConfigurationPackage(basePackageClasses = Unregistered.class)
	static class ForeignEvent extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Anything.class)
	static class UnreadableField extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Claims.class)
	static class DuplicateEvents extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = Unstorable.class)
	static class EventName extends Plain {

	}

	@AutoConfigurationPackage(basePackageClasses = UnstorableName.class)
	static class AggregateName extends Plain {

	}

}
