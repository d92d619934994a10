package dev.sourcery.processor;

import java.nio.file.Path;
import java.util.List;

import javax.tools.Diagnostic.Kind;

import dev.sourcery.processor.Compiler.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The line of an error is the line of the source, in which the first line is line 2.
 */
class CompletenessTests {

	private static final String EVENTS = """
			sealed interface Events {
				@EventType("opened") record Opened() implements Events {}
				@EventType("renamed") record Renamed() implements Events {}
				@EventType("closed") record Closed() implements Events {}
			}
			""";

	@TempDir
	Path output;

	@Test
	void whenAnAggregateDoesNotApplyTheEventOfAHandlerItIsAnError() {
		assertError("Account", 5,
				"Command handler rename returns Renamed, but Account has no @Apply method for Renamed. Write '@Apply Account on(Renamed event)', or set ignoreUnappliedEvents",
				EVENTS, """
						@Aggregate("account") record Account() {
							@CommandHandler static Events.Opened open(String owner) { return null; }
							@Apply static Account on(Events.Opened event) { return null; }
							@CommandHandler Events.Renamed rename(String name) { return null; }
						}
						""");
	}

	@Test
	void whenAMutableAggregateAppliesTooLittleTheErrorShowsAVoidMethod() {
		assertError("Account", 4,
				"returns Opened, but Account has no @Apply method for Opened. Write '@Apply void on(Opened event)'",
				EVENTS, """
						@Aggregate("account") class Account {
							@Apply void on(Events.Renamed event) {}
							@CommandHandler static List<Events.Opened> open(String owner) { return null; }
						}
						""");
	}

	@Test
	void whenAnInstanceHandlerReturnsAnEventThatOnlyStartsAnAggregateItIsAnError() {
		assertError("Account", 4,
				"Account has no instance @Apply method for Opened. Write '@Apply Account on(Opened event)'", EVENTS, """
						@Aggregate("account") record Account() {
							@Apply static Account on(Events.Opened event) { return null; }
							@CommandHandler Optional<Events.Opened> reopen(String owner) { return null; }
						}
						""");
	}

	@Test
	void whenABranchOfASealedTypeIsNotAppliedItIsAnError() {
		assertError("Account", 4,
				"Command handler open returns Events, whose branches are Opened, Renamed, Closed, but Account has no @Apply method for Renamed, Closed. Write",
				EVENTS, """
						@Aggregate("account") record Account() {
							@Apply static Account on(Events.Opened event) { return null; }
							@CommandHandler static Stream<? extends Events> open(String owner) { return null; }
							@CommandHandler Events[] again(String owner) { return null; }
						}
						""");
	}

	@Test
	void whenAnotherAggregateAppliesTheBranchThereIsNoError() {
		assertThat(compile(EVENTS, """
				@Aggregate("account") record Account() {
					@Apply static Account on(Events.Opened event) { return null; }
					@CommandHandler static List<Events> open(String owner) { return null; }
				}
				""", """
				@Aggregate("other") record Other() {
					@Apply static Other on(Events.Renamed event) { return null; }
					@Apply static Other on(Events.Closed event) { return null; }
				}
				""")).isEmpty();
		assertThat(compile("""
				@Aggregate("account") record Account() {
					@Apply static Account on(Events.Opened event) { return null; }
					@CommandHandler static List<Events> open(String owner) { return null; }
				}
				""")).isEmpty();
	}

	@Test
	void whenEventsAreAppliedByTheirTypesThereIsNoError() {
		assertThat(compile(EVENTS, """
				@Aggregate("sealed") record Account() {
					@Apply static Account on(Events event) { return null; }
					@Apply Account next(Events event) { return null; }
					@CommandHandler static Events open(String owner) { return null; }
					@CommandHandler List<Events.Closed> close(String owner) { return null; }
					@CommandHandler Map<String, Events> undecided(Long owner) { return null; }
					@CommandHandler Object any(Integer owner) { return null; }
				}
				""", """
				@Aggregate("constructor") class Other {
					@Apply Other(Events.Opened event) {}
					@CommandHandler static Events.Opened open(String owner) { return null; }
				}
				""", """
				@Aggregate(value = "ignoring", ignoreUnappliedEvents = true) class Ignoring {
					@Apply Ignoring(Events.Opened event) {}
					@CommandHandler Events.Closed open(String owner) { return null; }
				}
				""", """
				abstract class Base<E> {
					@Apply void on(E event) {}
					@CommandHandler Events.Closed open(String owner) { return null; }
				}
				""", """
				@Aggregate("generic") class Generic extends Base<Events.Closed> {}
				""")).isEmpty();
	}

	@Test
	void whenABranchOfSealedCommandsHasNoHandlerItIsAnError() {
		assertError("Commands", 4,
				"No @CommandHandler takes Close, a Commands like Open, which Account handles. Write '@CommandHandler",
				EVENTS, """
						sealed interface Commands {
							record Open() implements Commands {}
							record Close() implements Commands {}
						}
						""",
				"""
						@Aggregate("account") record Account() {
							@Apply static Account on(Events.Opened event) { return null; }
							@CommandHandler static Events.Opened open(@AggregateId String id, Commands.Open command) { return null; }
						}
						""");
	}

	@Test
	void whenAnotherAggregateHandlesTheBranchThereIsNoError() {
		assertThat(compile(EVENTS, COMMANDS, ACCOUNT, """
				@Aggregate("other") record Other() {
					@Apply static Other on(Events.Opened event) { return null; }
					@CommandHandler static Events.Opened open(Commands.Others command) { return null; }
				}
				""")).isEmpty();
		// the other aggregate is not compiled again
		assertThat(compile(COMMANDS, ACCOUNT)).isEmpty();
	}

	private static final String COMMANDS = """
			sealed interface Commands {
				record Open() implements Commands {}
				record Close() implements Others {}
				sealed interface Others extends Commands {}
				record Move() implements Others {}
				@EventType("moved") record Moved() implements Commands {}
			}
			""";

	private static final String ACCOUNT = """
			@Aggregate("account") record Account() {
				@Apply static Account on(Events.Opened event) { return null; }
				@CommandHandler static Events.Opened open(Commands.Open command) { return null; }
			}
			""";

	@Test
	void whenNoBranchIsHandledThereIsNoError() {
		assertThat(compile("""
				sealed interface Commands {
					record Open() implements Commands {}
					record Close() implements Commands {}
				}
				""")).isEmpty();
	}

	@Test
	void whenAnIdCanNeverBeTextItIsAnError() {
		assertError("Service", 4,
				"The ids of doubles are of type java.lang.Double, which cannot be used as an id. Use a String", """
						class Service {
							Service(Repository<String, String> texts,
								Repository<String, Double> doubles) {}
						}
						""");
	}

	@Test
	void whenAnIdHasNoConverterItIsAWarning() {
		assertThat(compile(SERVICE, "record Money(long amount, String currency) {}")).singleElement()
			.satisfies((problem) -> {
				assertThat(problem.kind()).isEqualTo(Kind.WARNING);
				assertThat(problem.line()).isEqualTo(3);
				assertThat(problem.message()).contains(
						"The ids of repository are of type app.Money, for which there is no converter here. Use a String",
						"or define a Converter<app.Money, String> bean.");
			});
	}

	private static final String SERVICE = """
			class Service {
				Repository<String, Money> repository;
			}
			""";

	@Test
	void whenAnIdHasATextOrAConverterThereIsNoWarning() {
		assertThat(compile(SERVICE, "record Money(long amount, String currency) {}", """
				class Converters {
					org.springframework.core.convert.converter.Converter<Money, String> money() { return null; }
				}
				""")).isEmpty();
		assertThat(compile("""
				class Services<T, ID> {
					Services(Repository<T, UUID> uuid, Repository<T, Long> number, Repository<T, Color> color) {}
					enum Color { RED }
					record Id(UUID id) {}
					record Outer(Id id) {}
					void use(Repository<T, Id> id, Repository<T, Outer> outer, Repository<T, ID> variable) {}
					void other(Repository<T, ?> any, Repository<?, Object> object, Repository<T, CharSequence> text) {}
				}
				""")).isEmpty();
	}

	private void assertError(String type, long line, String message, String... sources) {
		assertThat(compile(sources)).singleElement().satisfies((problem) -> {
			assertThat(problem.kind()).isEqualTo(Kind.ERROR);
			assertThat(problem.message()).contains(message);
			assertThat(problem.type()).isEqualTo(type);
			assertThat(problem.line()).isEqualTo(line);
		});
	}

	private List<Problem> compile(String... sources) {
		return new Compiler(this.output).compile(sources);
	}

}
