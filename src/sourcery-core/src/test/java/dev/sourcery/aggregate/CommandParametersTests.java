package dev.sourcery.aggregate;

import java.util.List;
import java.util.UUID;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.repository.AggregateExistsException;
import dev.sourcery.repository.AggregateNotFoundException;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.CommandId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class CommandParametersTests extends Tallies {

	private static final UUID ID = UUID.fromString("6f8e4fd6-6b3b-4a4f-9d2e-0d4c3bbf0d11");

	private final Collaborators collaborators = new Collaborators() {
		@Override
		public <T> T get(Class<T> type) {
			return type.cast(new Offset(100));
		}
	};

	private final RepositoryFactory repositories = new RepositoryFactory(
			new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Started.class, Added.class))));

	private final Repository<Labelled, UUID> labelled = this.repositories
		.of(AggregateType.of(Labelled.class, this.collaborators));

	private final Repository<Both, String> both = this.repositories.of(AggregateType.of(Both.class));

	@Test
	void aHandlerTakesCommandMetadataIdStreamAndCollaboratorsInAnyOrder() {
		Repository<Labelled, UUID> byAda = this.labelled.with(Metadata.empty().withActor("ada"));
		String expected = "ada %s labelled/%s 100".formatted(ID, ID);
		assertThat(byAda.create(ID, new Open()).events()).extracting("payload").containsExactly(new Started(1));
		assertThat(byAda.create(UUID.randomUUID(), new Label(expected)).version()).isZero();
		assertThat(byAda.update(ID, new Label(expected)).events()).hasSize(1);
		assertThat(byAda.update(ID, new Label("another")).events()).isEmpty();
	}

	@Test
	void theMetadataOfAHandlerIsThatOfItsEvents() {
		this.labelled.create(ID, new Open());
		assertThat(this.labelled.with(new CommandId("c-1")).update(ID, new Cause("c-1")).events()).singleElement()
			.satisfies((event) -> assertThat(event.metadata().causationId()).isEqualTo("c-1"));
	}

	@Test
	void anIdOfAnotherTypeIsRefused() {
		Repository<Labelled, String> byText = this.repositories
			.of(AggregateType.of(Labelled.class, this.collaborators));
		this.labelled.create(ID, new Open());
		assertThatExceptionOfType(InvalidAggregateException.class)
			.isThrownBy(() -> byText.update(ID.toString(), new Label("any")))
			.withMessageContaining("command handler label takes the id as java.util.UUID")
			.withMessageContaining("called with a java.lang.String")
			.withMessageContaining("Declare the @AggregateId parameter as String");
		assertThat(this.labelled.load(ID).version()).isEqualTo(1);
	}

	@Test
	void anIdMayBePrimitive() {
		AggregateType<Numbered> type = AggregateType.of(Numbered.class);
		assertThat(type.create(new CommandMessage(new Open(), 7L, new StreamId("numbered", "7"), Metadata.empty())))
			.containsExactly(new Started(7));
	}

	@Test
	void oneHandlerWithANullableAggregateCreatesAndUpdates() {
		assertThat(this.both.upsert("1", new Add(2)).state()).isEqualTo(new Both(2));
		assertThat(this.both.upsert("1", new Add(3)).state()).isEqualTo(new Both(5));
		assertThat(this.both.update("1", new Add(1)).version()).isEqualTo(3);
		assertThat(this.both.create("2", new Add(4)).state()).isEqualTo(new Both(4));
		assertThatExceptionOfType(AggregateExistsException.class).isThrownBy(() -> this.both.create("1", new Add(4)));
		assertThatExceptionOfType(AggregateNotFoundException.class).isThrownBy(() -> this.both.update("3", new Add(4)));
	}

	@Test
	void unusableParametersAreRefusedWithTheReason() {
		refused(StateNotNullable.class, "static command handler on takes the aggregate");
		refused(OnlyMetadata.class, "command handler on takes no command");
		refused(CreatesTwice.class, "both handle " + Add.class.getName());
		refused(VoidOnState.class, "command handler on returns no events");
	}

	private static void refused(Class<?> type, String problem) {
		assertThatExceptionOfType(InvalidAggregateException.class).isThrownBy(() -> AggregateType.of(type))
			.withMessageContaining(problem);
	}

	@Test
	void aNullIdACommandOfNullAndAnEventOfNullAreRefused() {
		this.labelled.create(ID, new Open());
		assertThatNullPointerException().isThrownBy(() -> this.labelled.update(null, new Open()))
			.withMessage("The id of the labelled is null");
		assertThatNullPointerException().isThrownBy(() -> this.labelled.update(ID, (Object) null))
			.withMessage("The command for labelled/%s is null", ID);
		assertThatNullPointerException().isThrownBy(() -> this.labelled.update(ID, new AddNull()))
			.withMessage("Command handler %s.add(AddNull) returned null among its events", Labelled.class.getName());
		assertThat(this.labelled.load(ID).version()).isEqualTo(1);
	}

	record Open() {

	}

	record Label(String expected) {

	}

	record Cause(String expected) {

	}

	record AddNull() {

	}

	record Offset(int value) {

	}

	@Aggregate("labelled")
	record Labelled() {

		@CommandHandler
		static Started open(Metadata metadata, @AggregateId UUID id, Open command) {
			return new Started("ada".equals(metadata.actor()) ? 1 : 0);
		}

		@CommandHandler
		static void open(Label command) {
		}

		@CommandHandler
		List<Added> label(@AggregateId UUID id, Metadata metadata, StreamId stream, Label command, Offset offset,
				@AggregateId String text) {
			String label = "%s %s %s %d".formatted(metadata.actor(), text, stream, offset.value());
			return label.equals(command.expected()) ? List.of(new Added(1)) : List.of();
		}

		@CommandHandler
		List<Added> cause(Cause command, Metadata metadata) {
			return command.expected().equals(metadata.causationId()) ? List.of(new Added(1)) : List.of();
		}

		@CommandHandler
		Object[] add(AddNull command) {
			return new Object[] { new Added(1), null };
		}

		@Apply
		static Labelled on(Started event) {
			return new Labelled();
		}

		@Apply
		Labelled on(Added event) {
			return this;
		}

	}

	@Aggregate("numbered")
	record Numbered() {

		@CommandHandler
		static Started open(Open command, @AggregateId long id) {
			return new Started((int) id);
		}

		@Apply
		static Numbered on(Started event) {
			return new Numbered();
		}

	}

	@Aggregate("both")
	record Both(int sum) {

		@CommandHandler
		static TallyEvent add(@Nullable Both current, Add command) {
			return (current == null) ? new Started(command.number()) : new Added(command.number());
		}

		@Apply
		static Both on(Started event) {
			return new Both(event.at());
		}

		@Apply
		Both on(Added event) {
			return new Both(this.sum + event.number());
		}

	}

	@Aggregate("state-not-nullable")
	record StateNotNullable() {

		@CommandHandler
		static Started on(Add command, StateNotNullable current) {
			return new Started(1);
		}

		@Apply
		static StateNotNullable on(Started event) {
			return new StateNotNullable();
		}

	}

	@Aggregate("only-metadata")
	record OnlyMetadata() {

		@CommandHandler
		static Started on(Metadata metadata, @AggregateId Long id, StreamId stream) {
			return new Started(1);
		}

		@Apply
		static OnlyMetadata on(Started event) {
			return new OnlyMetadata();
		}

	}

	@Aggregate("creates-twice")
	record CreatesTwice() {

		@CommandHandler
		static Started on(Add command, @Nullable CreatesTwice current) {
			return new Started(1);
		}

		@CommandHandler
		Added again(Add command) {
			return new Added(1);
		}

		@Apply
		static CreatesTwice on(Started event) {
			return new CreatesTwice();
		}

	}

	@Aggregate("void-on-state")
	static class VoidOnState {

		@CommandHandler
		static void on(Add command, @Nullable VoidOnState current) {
		}

		@Apply
		void on(Started event) {
		}

	}

}
