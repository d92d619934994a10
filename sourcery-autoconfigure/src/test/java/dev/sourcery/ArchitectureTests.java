package dev.sourcery;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Dependencies point one way: core, jdbc, autoconfigure.
 */
@AnalyzeClasses(packages = "dev.sourcery", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] JDBC = { "dev.sourcery.store.jdbc", "dev.sourcery.projection.jdbc",
			"dev.sourcery.schema", "dev.sourcery.export" };

	private static final String[] CORE = { "dev.sourcery", "dev.sourcery.event", "dev.sourcery.metadata",
			"dev.sourcery.handler", "dev.sourcery.store", "dev.sourcery.aggregate", "dev.sourcery.repository",
			"dev.sourcery.projection" };

	@ArchTest
	static final ArchRule coreKnowsNoSpringNoDatabaseAndNoOtherModule = noClasses().that()
		.resideInAnyPackage(CORE)
		.should()
		.dependOnClassesThat(resideInAnyPackage("org.springframework..", "org.postgresql..", "org.flywaydb..",
				"dev.sourcery.autoconfigure..", "dev.sourcery.test..")
			.or(resideInAnyPackage(JDBC)));

	@ArchTest
	static final ArchRule jdbcKnowsNoBoot = noClasses().that()
		.resideInAnyPackage(JDBC)
		.should()
		.dependOnClassesThat(resideInAnyPackage("org.springframework.boot..", "dev.sourcery.autoconfigure..",
				"dev.sourcery.test.."));

	@ArchTest
	static final ArchRule everyPackageIsKnownHere = classes().should()
		.resideInAnyPackage(concat(CORE, JDBC, "dev.sourcery.autoconfigure..", "dev.sourcery.test.."));

	@ArchTest
	static final ArchRule nothingInProductionUsesTheTestSupport = noClasses().that()
		.resideOutsideOfPackage("dev.sourcery.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.sourcery.test..");

	@ArchTest
	static final ArchRule featuresDoNotDependOnEachOtherInCircles = slices().matching("dev.sourcery.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule autoConfigurationsAreFinalAndPublic = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

	@ArchTest
	static final ArchRule exceptionsShareOneRoot = classes().that()
		.areAssignableTo(RuntimeException.class)
		.and(JavaClass.Predicates.resideInAnyPackage(concat(CORE, JDBC)))
		.should()
		.beAssignableTo(SourceryException.class);

	private static String[] concat(String[] first, String... second) {
		return java.util.stream.Stream.of(first, second).flatMap(java.util.stream.Stream::of).toArray(String[]::new);
	}

	private static String[] concat(String[] first, String[] second, String... third) {
		return concat(concat(first, second), third);
	}

}
