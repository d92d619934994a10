package dev.sourcery.processor;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class IndexTests {

	private static final String EVENTS = """
			sealed interface Events {
				@EventType("opened") record Opened() implements Events {}
				@EventType("closed") record Closed() implements Events {}
			}
			""";

	private static final String ACCOUNT = """
			@Aggregate("account")
			record Account() {
				@CommandHandler static Events.Opened open(String owner) { return new Events.Opened(); }
				@Apply static Account on(Events.Opened event) { return new Account(); }
			}
			""";

	private static final String LIST = """
			@Projection("list")
			class AccountList {
				@EventHandler void on(Events.Opened event) {}
			}
			""";

	@TempDir
	Path output;

	@Test
	void whenSourcesAreCompiledTheIndexContainsTheirAnnotatedTypesSorted() {
		Compiler compiler = compiler();
		assertThat(compiler.compile(LIST, ACCOUNT, EVENTS, "class Other {}")).isEmpty();
		assertThat(compiler.index()).isEqualTo("""
				# sourcery 1
				aggregate app.Account
				event app.Events$Closed
				event app.Events$Opened
				projection app.AccountList
				handlers app.Account
				handlers app.AccountList
				""");
	}

	@Test
	void whenNoTypeIsAnnotatedTheIndexIsEmpty() {
		assertThat(compiler().compile("class Other {}")).isEmpty();
		assertThat(compiler().index()).isEqualTo("# sourcery 1\n");
	}

	@Test
	void whenSpringDecidesWhetherATypeIsUsedTheIndexSaysSo() {
		assertThat(compiler().compile("""
				@org.springframework.context.annotation.Profile("reports")
				@Projection("list")
				class AccountList {
					@EventHandler void on(Object event) {}
				}
				""")).isEmpty();
		assertThat(compiler().index()).contains("projection app.AccountList conditional\n",
				"handlers app.AccountList\n");
	}

	@Test
	void whenSomeSourcesAreCompiledAgainTheOthersStayInTheIndex() {
		compiler().compile(LIST, ACCOUNT, EVENTS);
		String before = compiler().index();
		assertThat(compiler().compile(LIST)).isEmpty();
		assertThat(compiler().index()).isEqualTo(before);
	}

	@Test
	void whenATypeIsCompiledAgainWithoutAnnotationItLeavesTheIndex() {
		compiler().compile(LIST, ACCOUNT, EVENTS);
		assertThat(compiler().compile("class AccountList {}", """
				sealed interface Events {
					@EventType("opened") record Opened() implements Events {}
				}
				""")).isEmpty();
		assertThat(compiler().index()).isEqualTo("""
				# sourcery 1
				aggregate app.Account
				event app.Events$Opened
				handlers app.Account
				""");
	}

	@Test
	void whenAClassFileIsDeletedItsTypeLeavesTheIndex() throws IOException {
		compiler().compile(LIST, ACCOUNT, EVENTS);
		Files.delete(this.output.resolve("app/AccountList.class"));
		assertThat(compiler().compile("class Other {}")).isEmpty();
		assertThat(compiler().index()).doesNotContain("AccountList").contains("aggregate app.Account");
	}

	@Test
	void whenNamesContainDollarSignsTheTypesStayInTheIndex() {
		compiler().compile("""
				class $Odd$Name {
					@EventType("odd") record $Happened() {}
				}
				""", """
				@EventType("even") record With$Sign() {}
				""");
		compiler().compile("class Other {}");
		assertThat(compiler().index()).contains("event app.$Odd$Name$$Happened\n", "event app.With$Sign\n");
	}

	@Test
	void whenAnotherProcessorGeneratesAnEventItIsInTheIndex() {
		assertThat(compiler().with(new Generator()).compile("""
				@Aggregate("account")
				class Account {
					@CommandHandler static Generated open(String owner) { return new Generated(); }
					@Apply void on(Generated event) {}
				}
				""")).isEmpty();
		assertThat(compiler().index()).contains("aggregate app.Account\n", "event app.Generated\n");
	}

	@Test
	void whenTheSourcesHaveErrorsTheIndexStaysAsItWas() {
		compiler().compile(LIST, ACCOUNT, EVENTS);
		String before = compiler().index();
		assertThat(compiler().compile("class AccountList { Missing missing; }")).hasSize(1);
		assertThat(compiler().compile("class AccountList { void }")).isNotEmpty();
		assertThat(compiler().index()).contains("aggregate app.Account\n").hasSizeLessThanOrEqualTo(before.length());
	}

	private Compiler compiler() {
		return new Compiler(this.output);
	}

	private static final class Generator extends AbstractProcessor {

		private boolean done;

		@Override
		public Set<String> getSupportedAnnotationTypes() {
			return Set.of("*");
		}

		@Override
		public SourceVersion getSupportedSourceVersion() {
			return SourceVersion.latestSupported();
		}

		@Override
		public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
			if (this.done) {
				return false;
			}
			this.done = true;
			try (Writer writer = this.processingEnv.getFiler().createSourceFile("app.Generated").openWriter()) {
				writer.write("package app; @dev.sourcery.event.EventType(\"generated\") record Generated() {}");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			return false;
		}

	}

}
