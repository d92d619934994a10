package dev.sourcery.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Aggregates in the form of classes: mutable with collaborators, and immutable.
 */
class AggregateClassesTests extends Tallies {

	private final AtomicInteger lookups = new AtomicInteger();

	private final Collaborators collaborators = new Collaborators() {
		@Override
		public <T> T get(Class<T> type) {
			AggregateClassesTests.this.lookups.incrementAndGet();
			return type.cast(new Limit(10));
		}
	};

	private final RepositoryFactory repositories = new RepositoryFactory(
			new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Started.class, Added.class))));

	@Test
	void aMutableClassTakesCollaboratorsInItsConstructor() {
		Repository<Limited, String> limited = this.repositories.of(AggregateType.of(Limited.class, this.collaborators));
		assertThat(this.lookups).as("before the first use").hasValue(0);
		limited.create("1", new Start(4));
		assertThat(limited.update("1", new Add(6)).state().sum).isEqualTo(10);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> limited.update("1", new Add(1)))
			.withMessage("above 10");
		assertThat(limited.load("1").state()).isNotSameAs(limited.load("1").state());
		assertThat(this.lookups).hasValue(1);
	}

	@Test
	void anImmutableClassReturnsItsNextStateAndItsConstructorTakesTheState() {
		Repository<Immutable, String> immutable = this.repositories
			.of(AggregateType.of(Immutable.class, this.collaborators));
		Immutable first = immutable.create("1", new Start(4)).state();
		assertThat(immutable.update("1", new Add(6)).state().sum).isEqualTo(10);
		assertThat(first.sum).isEqualTo(4);
		assertThat(immutable.load("1").state().sum).isEqualTo(10);
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> immutable.create("2", () -> new Added(1)))
			.withMessageContaining("cannot start from");
		assertThat(this.lookups).hasValue(0);
	}

	@Test
	void aMutableClassWithSeveralConstructorsNeedsOneWithoutParameters() {
		AggregateType<TwoConstructors> two = AggregateType.of(TwoConstructors.class, this.collaborators);
		assertThatExceptionOfType(UnappliedEventException.class).isThrownBy(() -> two.apply(null, new Started(1)));
		AggregateType<WithDefault> withDefault = AggregateType.of(WithDefault.class, this.collaborators);
		assertThat(withDefault.apply(null, new Started(1)).limit).isNull();
	}

	@Test
	void aBranchThatIsMissingForAnEventOfASealedTypeIsNamed() {
		Repository<OneMethod, String> sealed = this.repositories.of(AggregateType.of(OneMethod.class));
		sealed.create("1", new Start(4));
		assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> sealed.update("1", new Add(6)))
			.withMessageContaining("cannot apply event 'tally.added' of one-method/1, version 2, so nothing was stored")
			.withMessageContaining("or correct the @Apply method for " + Added.class.getName());
		assertThat(sealed.load("1").version()).isEqualTo(1);
	}

	record Start(int at) {

	}

	record Limit(int value) {

	}

	@Aggregate("limited")
	static class Limited {

		private final Limit limit;

		private int sum;

		Limited(Limit limit) {
			this.limit = limit;
		}

		@CommandHandler
		static Started start(Start command) {
			return new Started(command.at());
		}

		@CommandHandler
		Added add(Add command) {
			if (this.sum + command.number() > this.limit.value()) {
				throw new IllegalStateException("above " + this.limit.value());
			}
			return new Added(command.number());
		}

		@Apply
		void on(Started event) {
			this.sum = event.at();
		}

		@Apply
		void on(Added event) {
			this.sum += event.number();
		}

	}

	@Aggregate("immutable")
	static final class Immutable {

		private final int sum;

		private Immutable(int sum) {
			this.sum = sum;
		}

		@CommandHandler
		static Started start(Start command) {
			return new Started(command.at());
		}

		@CommandHandler
		Added add(Add command) {
			return new Added(command.number());
		}

		@Apply
		static Immutable on(Started event) {
			return new Immutable(event.at());
		}

		@Apply
		Immutable on(Added event) {
			return new Immutable(this.sum + event.number());
		}

	}

	@Aggregate("two-constructors")
	static class TwoConstructors {

		TwoConstructors(Limit limit) {
		}

		TwoConstructors(Limit limit, Limit other) {
		}

		@Apply
		void on(Started event) {
		}

	}

	@Aggregate("with-default")
	static class WithDefault {

		private final Limit limit;

		WithDefault() {
			this(null);
		}

		WithDefault(Limit limit) {
			this.limit = limit;
		}

		@Apply
		void on(Started event) {
		}

	}

	/**
	 * As a switch of Java 21 that was compiled before there was one of the events.
	 */
	@Aggregate("one-method")
	static class OneMethod {

		private final List<TallyEvent> events = new ArrayList<>();

		@CommandHandler
		static Started start(Start command) {
			return new Started(command.at());
		}

		@CommandHandler
		Added add(Add command) {
			return new Added(command.number());
		}

		@Apply
		void on(TallyEvent event) {
			if (event instanceof Started) {
				this.events.add(event);
			}
			else {
				throw new IllegalStateException("no branch");
			}
		}

	}

}
