package dev.sourcery.processor;

import java.nio.file.Path;
import java.util.List;

import dev.sourcery.processor.Compiler.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The line of an error is the line of the source, in which the first line is line 2.
 */
class SignatureTests {

	@TempDir
	Path output;

	@Test
	void whenTwoEventsHaveOneNameTheSecondIsAnError() {
		assertError("""
				class Events {
					@EventType("opened") record Opened() {}
					@EventType(value = "opened", version = 2) record Next() {}
					@EventType("opened")
					record Again() {}
				}
				""", 5, "Event type 'opened' is claimed by both app.Events.Opened and app.Events.Again. Give one");
	}

	@Test
	void whenAnEventOfAnEarlierCompilationHasTheNameTheNewEventIsAnError() {
		compile("@EventType(\"opened\") record Opened() {}");
		assertError("@EventType(\"opened\") record Again() {}", 2, "claimed by both app.Opened and app.Again");
		assertThat(compile("@EventType(\"opened\") record Opened(String owner) {}")).isEmpty();
	}

	@Test
	void whenAProfileSelectsOneOfTwoEventsTheyMayHaveOneName() {
		assertThat(compile("""
				class Events {
					@EventType("opened") record Opened() {}
					@org.springframework.context.annotation.Profile("old") @EventType("opened") record Old() {}
				}
				""")).isEmpty();
	}

	@Test
	void whenTheNameOfAnEventIsBlankItIsAnError() {
		assertError("@EventType(\" \") record Opened() {}", 2,
				"The event type of Opened is blank. Give it a stable name");
	}

	@Test
	void whenAnApplyMethodTakesTwoParametersItIsAnError() {
		assertError(aggregate("@Apply Account on(Opened event, String other) { return this; }"), 4,
				"@Apply method on has 2 parameters. Let it take the event and nothing else.");
	}

	@Test
	void whenAnApplyMethodReturnsNoStateItIsAnError() {
		assertError(aggregate("@Apply String on(Opened event) { return null; }"), 4,
				"@Apply method on returns java.lang.String. Return the next state (Account), or make it void");
		assertError(aggregate("@Apply static void on(Opened event) {}"), 4,
				"@Apply method on returns void. Return the next state (Account).");
	}

	@Test
	void whenTwoApplyMethodsTakeOneEventTheSecondIsAnError() {
		assertError(aggregate("@Apply void on(Opened event) {} @Apply\n void again(Opened event) {}"), 5,
				"Two @Apply methods of Account take app.Account.Opened. Keep one of them.");
	}

	@Test
	void whenACommandHandlerTakesNoCommandItIsAnError() {
		assertError(aggregate("@CommandHandler static Opened open(Metadata metadata) { return new Opened(); }" + APPLY),
				4, "Command handler open takes no command. Make the command a parameter.");
	}

	@Test
	void whenTwoCommandHandlersTakeOneCommandTheSecondIsAnError() {
		assertError(aggregate("""
				@CommandHandler static Opened open(StreamId stream, String owner) { return new Opened(); }
				@CommandHandler static Opened again(String owner, UUID id) { return new Opened(); }
				""" + APPLY), 5, "open and again of Account both handle java.lang.String. Keep one of them.");
	}

	@Test
	void whenAStaticHandlerTakesAStateThatMayNotExistItIsAnError() {
		assertError(aggregate(
				"@CommandHandler static Opened open(Account state, String owner) { return new Opened(); }" + APPLY), 4,
				"takes the aggregate, which does not exist when it is created. Annotate");
	}

	@Test
	void whenAHandlerOfAMutableAggregateIsVoidItIsAnError() {
		assertError(aggregate("@CommandHandler void rename(String name) {}" + APPLY), 4,
				"Command handler rename returns no events");
	}

	@Test
	void whenACommandHandlerReturnsNoEventItIsAnError() {
		assertError(aggregate("@CommandHandler boolean rename(String name) { return true; }" + APPLY), 4,
				"Command handler rename returns boolean, which is no event. Return one event,");
		assertError(aggregate("@CommandHandler String rename(String name) { return name; }" + APPLY), 4,
				"returns java.lang.String, which is no event");
	}

	@Test
	void whenAnEventHandlerIsStaticItIsAnError() {
		assertError(projection("@EventHandler static void on(Opened event) {}"), 4,
				"Event handler on is static. Declare it as an instance method");
	}

	@Test
	void whenAnEventHandlerTakesNoEventItIsAnError() {
		assertError(projection("@EventHandler void on(Metadata metadata) {}"), 4, "Event handler on takes no event.");
	}

	@Test
	void whenAnEventHandlerTakesAnotherParameterItIsAnError() {
		assertError(projection("@EventHandler void on(Opened event, String other) {}"), 4,
				"Event handler on has a parameter too many: java.lang.String.");
		assertError(projection("@EventHandler void on(Metadata metadata, List<Opened> events) {}"), 4,
				"has a parameter too many: java.util.List<app.AccountList.Opened>");
	}

	@Test
	void whenTwoEventHandlersTakeOneEventTheSecondIsAnError() {
		assertError(projection(
				"@EventHandler void on(Opened event) {} @EventHandler\n void again(RecordedEvent<Opened> event) {}"), 5,
				"Two event handlers of AccountList take app.AccountList.Opened. Keep one of them.");
		assertError(
				projection(
						"@EventHandler void on(Object event) {} @EventHandler\n void again(RecordedEvent<?> event) {}"),
				5, "take java.lang.Object. Keep one");
	}

	@Test
	void whenAKeyOrAResetCannotBeUsedItIsAnError() {
		assertError(projection("@EventHandler void on(Opened event) {} @OrderedBy\n void key(Opened event) {}"), 5,
				"@OrderedBy method key returns no key.");
		assertError(projection("@EventHandler void on(Opened event) {} @ResetHandler\n void reset(Opened event) {}"), 5,
				"@ResetHandler method reset has parameters.");
	}

	@Test
	void whenAllStylesOfHandlersAreUsedThereIsNoError() {
		assertThat(compile(
				aggregate(
						"""
								@interface Nullable {}
								@CommandHandler static Opened open(String owner, StreamId stream, @AggregateId UUID id) { return new Opened(); }
								@CommandHandler static List<Opened> open(Metadata metadata, @Nullable Account state, Integer owner) { return List.of(); }
								@CommandHandler Optional<Opened> rename(String name, Comparator<String> collaborator) { return Optional.empty(); }
								@CommandHandler Stream<? extends Opened> many(Long name) { return Stream.of(); }
								@CommandHandler Object[] array(Short name) { return new Object[0]; }
								@CommandHandler <T extends Opened> T any(Byte name) { return null; }
								Account() {}
								@Apply Account(Opened event) {}
								@Apply void on(Opened event) {}
								"""),
				projection("""
						@EventHandler void on(Opened event, RecordedEvent<?> recorded, Metadata metadata) {}
						@EventHandler void all(List<RecordedEvent<String>> events) {}
						@EventHandler void all(RecordedEvent<? extends Number> event) {}
						@OrderedBy String key(Object event) { return ""; }
						@ResetHandler void reset() {}
						"""), """
						abstract class Base<S, E> {
							@Apply abstract S on(E event);
							@CommandHandler abstract E decide(String command);
						}
						""", """
						@Aggregate("generic") class Generic extends Base<Generic, Account.Opened> {
							@Override @Apply Generic on(Account.Opened event) { return this; }
							@Override @CommandHandler Account.Opened decide(String command) { return null; }
						}
						"""))
			.isEmpty();
	}

	@Test
	void whenAnAggregateIsADeciderOrDelegatesOrItsEventsEvolveThereIsNoError() {
		assertThat(compile("""
				sealed interface Events {
					@EventType(value = "opened", aliases = "created") record Opened(String owner) implements Events {}
					@EventType("closed") record Closed() implements Events {}
				}
				""", """
				sealed interface Commands {
					record Open(String owner) implements Commands {}
					record Close() implements Commands {}
				}
				""", """
				@Aggregate("account") class Accounts implements Decider<Commands, Events, Accounts.Account> {
					record Account(boolean open) {}
					Accounts(java.time.Clock clock) {}
					@Override public Account initialState() { return new Account(false); }
					@Override public List<Events> decide(Commands command, Account state) { return List.of(); }
					@Override public Account evolve(Account state, Events event) { return state; }
				}
				""", """
				@Aggregate("order") class Order {
					@EventType("line-added") record LineAdded(int line) {}
					private final List<Line> lines = new ArrayList<>();
					Order(java.time.Clock clock) {}
					@CommandHandler LineAdded add(Integer line) { return new LineAdded(line); }
					@Apply void on(LineAdded event) { this.lines.add(new Line(event.line())); }
					record Line(int number) {}
				}
				""", """
				interface Versions {
					@EventType("priced") record PricedV1(int amount) {}
					@EventType(value = "priced", version = 2) record Priced(long cents) {
						@Upcast static Priced of(PricedV1 old) { return new Priced(old.amount() * 100L); }
					}
				}
				""")).isEmpty();
	}

	@Test
	void whenTheLevelIsWarningErrorsAreWarnings() {
		Compiler compiler = new Compiler(this.output).with("-Asourcery.checks=warning");
		assertThat(compiler.compile("@EventType(\" \") record Opened() {}")).singleElement()
			.satisfies((problem) -> assertThat(problem.kind()).isEqualTo(javax.tools.Diagnostic.Kind.WARNING));
		assertThat(
				new Compiler(this.output).with("-Asourcery.checks=off").compile("@EventType(\" \") record Opened() {}"))
			.isEmpty();
	}

	@Test
	void whenAnEnclosingElementSuppressesTheWarningsThereIsNoError() {
		assertThat(compile("""
				@SuppressWarnings("sourcery") class Events {
					@EventType(" ") record Opened() {}
				}
				""", "@SuppressWarnings({ \"unused\", \"sourcery\" }) @EventType(\" \") record Other() {}")).isEmpty();
		assertThat(compile("@SuppressWarnings(\"unused\") @EventType(\" \") record Third() {}")).hasSize(1);
	}

	private static final String APPLY = " @Apply void on(Opened event) {}";

	private static String aggregate(String members) {
		return """
				@Aggregate("account") class Account {
					@EventType("opened") record Opened() {}
				%s
				}
				""".formatted(members);
	}

	private static String projection(String members) {
		return """
				@Projection("list") class AccountList {
					@EventType("listed") record Opened() {}
				%s
				}
				""".formatted(members);
	}

	private void assertError(String source, long line, String message) {
		assertThat(compile(source)).singleElement().satisfies((problem) -> {
			assertThat(problem.kind()).isEqualTo(javax.tools.Diagnostic.Kind.ERROR);
			assertThat(problem.message()).contains(message);
			assertThat(problem.line()).isEqualTo(line);
		});
	}

	private List<Problem> compile(String... sources) {
		return new Compiler(this.output).compile(sources);
	}

}
