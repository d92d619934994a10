package dev.sourcery.autoconfigure.scan;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.handler.DomainClasses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IndexedClassesTests {

	private static final String OPENED = "@EventType(\"opened\") record Opened() {}";

	private static final String CLOSED = "@EventType(\"closed\") record Closed() {}";

	private static final String ACCOUNT = """
			@Aggregate("account") record Account() {
				@Apply static Account on(Opened event) { return new Account(); }
			}
			""";

	private static final String LIST = """
			@Projection("list") class AccountList {
				@EventHandler void on(Object event) {}
			}
			""";

	private final MockEnvironment environment = new MockEnvironment();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final List<String> scanned = new ArrayList<>();

	@TempDir
	Path directory;

	private CompiledModules modules;

	@BeforeEach
	void createModules() {
		this.modules = new CompiledModules(this.directory);
	}

	@Test
	void whenAllModulesHaveAnIndexNothingIsScanned() throws IOException {
		this.modules.indexed("domain", OPENED, ACCOUNT);
		this.modules.packaged(this.modules.indexed("reports", LIST, CLOSED));
		DomainClasses classes = classes();
		assertThat(names(classes.aggregates())).containsExactly("Account");
		assertThat(names(classes.events())).containsExactly("Closed", "Opened");
		assertThat(names(classes.projections())).containsExactly("AccountList");
		assertThat(this.scanned).isEmpty();
	}

	@Test
	void whenOneModuleHasNoIndexOnlyThatOneIsScanned() throws IOException {
		this.modules.packaged(this.modules.indexed("domain", OPENED, ACCOUNT));
		this.modules.unindexed("reports", LIST, CLOSED);
		DomainClasses classes = classes();
		assertThat(names(classes.aggregates())).containsExactly("Account");
		assertThat(names(classes.events())).containsExactly("Closed", "Opened");
		assertThat(names(classes.projections())).containsExactly("AccountList");
		assertThat(this.scanned).singleElement().asString().endsWith("reports/com/example/app/**/*.class");
	}

	@Test
	void whenAJarHasNoIndexBesideADirectoryThatHasOneTheJarIsScanned() throws IOException {
		this.modules.indexed("domain", OPENED, ACCOUNT);
		this.modules.packaged(this.modules.unindexed("reports", LIST, CLOSED));
		assertThat(names(classes().events())).containsExactly("Closed", "Opened");
		assertThat(this.scanned).singleElement().asString().startsWith("jar:").contains("reports.jar");
	}

	@Test
	void whenTheIndexIsDisabledEverythingIsScanned() throws IOException {
		this.environment.setProperty("sourcery.index.enabled", "false");
		this.modules.indexed("domain", OPENED, ACCOUNT);
		assertThat(names(classes().events())).containsExactly("Opened");
		assertThat(this.scanned).containsExactly("classpath*:com/example/app/**/*.class");
	}

	@Test
	void whenADirectoryContainsKotlinClassesItIsScanned() throws IOException {
		Path classes = this.modules.indexed("domain", OPENED);
		this.modules.unindexed("domain", CLOSED);
		assertThat(names(classes().events())).containsExactly("Opened");
		Files.createFile(classes.resolve("META-INF/domain.kotlin_module"));
		assertThat(names(classes().events())).containsExactly("Closed", "Opened");
	}

	@Test
	void whenTheIndexIsOfAnotherFormatTheDirectoryIsScanned() throws IOException {
		Path classes = this.modules.indexed("domain", OPENED);
		Files.writeString(classes.resolve(ClassPathIndex.PATH), "# sourcery 2\nevent com.example.app.Renamed\n");
		assertThat(names(classes().events())).containsExactly("Opened");
	}

	@Test
	void whenAnIndexedTypeIsOutsideOfThePackagesOfTheApplicationItIsLeftOut() throws IOException {
		this.modules.indexed("domain", OPENED);
		AutoConfigurationPackages.register(this.beanFactory, "com.example.application", "com.example.ap");
		assertThat(classes(this.beanFactory).events()).isEmpty();
	}

	@Test
	void whenAnIndexedTypeHasAProfileTheProfileDecides() throws IOException {
		this.modules.indexed("domain", "@Profile(\"old\") " + OPENED, "@Profile(\"old\") " + LIST, CLOSED);
		DomainClasses without = classes();
		assertThat(names(without.events())).containsExactly("Closed");
		assertThat(without.projections()).isEmpty();
		this.environment.setActiveProfiles("old");
		DomainClasses with = classes();
		assertThat(names(with.events())).containsExactly("Closed", "Opened");
		assertThat(names(with.projections())).containsExactly("AccountList");
	}

	@Test
	void whenATestExcludesAnIndexedTypeOnlyProjectionsAreLeftOut() throws IOException {
		this.modules.indexed("domain", OPENED, ACCOUNT, LIST);
		this.beanFactory.registerSingleton("excluding", new EverythingExcluded());
		AutoConfigurationPackages.register(this.beanFactory, "com.example.app");
		DomainClasses classes = classes(this.beanFactory);
		assertThat(classes.projections()).isEmpty();
		assertThat(names(classes.aggregates())).containsExactly("Account");
		assertThat(names(classes.events())).containsExactly("Opened");
	}

	@Test
	void whenAnIndexedClassIsMissingTheMessageNamesTheIndexAndTheRemedy() throws IOException {
		Path classes = this.modules.indexed("domain", OPENED, LIST);
		Files.delete(classes.resolve("com/example/app/Opened.class"));
		DomainClasses found = classes();
		assertThatExceptionOfType(StaleIndexException.class).isThrownBy(found::events)
			.withMessageContaining("domain/META-INF/sourcery/index contains com.example.app.Opened")
			.withMessageContaining("compile it again");
		Files.delete(classes.resolve("com/example/app/AccountList.class"));
		assertThatExceptionOfType(StaleIndexException.class).isThrownBy(this::classes)
			.satisfies((failure) -> assertThat(failure.className()).isEqualTo("com.example.app.AccountList"));
	}

	private DomainClasses classes() throws IOException {
		DefaultListableBeanFactory own = new DefaultListableBeanFactory();
		AutoConfigurationPackages.register(own, "com.example.app");
		return classes(own);
	}

	// the class loader stays open: classes are loaded later
	private DomainClasses classes(DefaultListableBeanFactory factory) throws IOException {
		URLClassLoader classLoader = this.modules.classLoader();
		factory.setBeanClassLoader(classLoader);
		return ScannedClasses.of(factory, this.environment, new PathMatchingResourcePatternResolver(classLoader) {
			@Override
			public Resource[] getResources(String locationPattern) throws IOException {
				if (locationPattern.endsWith(".class")) {
					IndexedClassesTests.this.scanned.add(locationPattern);
				}
				return super.getResources(locationPattern);
			}
		});
	}

	private static List<String> names(List<Class<?>> classes) {
		return classes.stream().<String>map(Class::getSimpleName).toList();
	}

	private static final class EverythingExcluded extends TypeExcludeFilter {

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

}
