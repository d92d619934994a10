package dev.sourcery;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

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

	private static final String[] JDBC = { "dev.sourcery.jdbc", "dev.sourcery.schema", "dev.sourcery.store.jdbc",
			"dev.sourcery.subscription.jdbc", "dev.sourcery.projection.jdbc", "dev.sourcery.export" };

	private static final String[] CORE = { "dev.sourcery", "dev.sourcery.failure", "dev.sourcery.event",
			"dev.sourcery.metadata", "dev.sourcery.handler", "dev.sourcery.evolution", "dev.sourcery.store",
			"dev.sourcery.store.spi", "dev.sourcery.tail", "dev.sourcery.aggregate", "dev.sourcery.snapshot",
			"dev.sourcery.repository", "dev.sourcery.subscription", "dev.sourcery.projection", "dev.sourcery.memory" };

	// from the ground up: a package depends on packages before it only
	private static final List<String> FLOORS = List.of("dev.sourcery", "dev.sourcery.failure", "dev.sourcery.metadata",
			"dev.sourcery.handler", "dev.sourcery.event", "dev.sourcery.evolution", "dev.sourcery.store",
			"dev.sourcery.store.spi", "dev.sourcery.tail", "dev.sourcery.aggregate", "dev.sourcery.snapshot",
			"dev.sourcery.repository", "dev.sourcery.subscription", "dev.sourcery.projection", "dev.sourcery.memory",
			"dev.sourcery.jdbc", "dev.sourcery.schema", "dev.sourcery.store.jdbc", "dev.sourcery.subscription.jdbc",
			"dev.sourcery.projection.jdbc", "dev.sourcery.export");

	@ArchTest
	static final ArchRule noPackageDependsOnAFloorAboveIt = classes().that()
		.resideInAnyPackage(FLOORS.toArray(String[]::new))
		.should(new ArchCondition<>("depend on lower floors only") {
			@Override
			public void check(JavaClass item, ConditionEvents events) {
				int floor = FLOORS.indexOf(item.getPackageName());
				item.getDirectDependenciesFromSelf()
					.stream()
					.filter((dependency) -> FLOORS
						.indexOf(dependency.getTargetClass().getBaseComponentType().getPackageName()) > floor)
					.forEach((dependency) -> events
						.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
			}
		});

	@ArchTest
	static final ArchRule onlyStoresSeeTheStoredForm = noClasses().that()
		.resideOutsideOfPackages("dev.sourcery.store.spi", "dev.sourcery.memory", "dev.sourcery.store.jdbc",
				"dev.sourcery.test..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.sourcery.store.spi");

	@ArchTest
	static final ArchRule internalsOfJdbcStayThere = noClasses().that()
		.resideOutsideOfPackages(concat(JDBC, "dev.sourcery.autoconfigure.."))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.sourcery.jdbc");

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
		.resideInAnyPackage(
				concat(CORE, JDBC, "dev.sourcery.autoconfigure..", "dev.sourcery.test..", "dev.sourcery.processor"));

	// it is on the path of processors alone, without the library
	@ArchTest
	static final ArchRule theProcessorKnowsNoOtherModule = classes().that()
		.resideInAPackage("dev.sourcery.processor")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "javax..", "org.jspecify..", "dev.sourcery.processor");

	@ArchTest
	static final ArchRule nothingInProductionUsesTheProcessor = noClasses().that()
		.resideOutsideOfPackage("dev.sourcery.processor")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.sourcery.processor");

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

	// Leases, retries and lanes work on a node whose clock is wrong: they use the clock
	// of
	// the database, and the time that has passed. The two exceptions show times.
	@ArchTest
	static final ArchRule theClockOfANodeDecidesNothing = noClasses().that()
		.resideInAnyPackage("dev.sourcery.subscription", "dev.sourcery.subscription.jdbc", "dev.sourcery.projection")
		.and()
		.doNotHaveSimpleName("LaneParking")
		.and()
		.doNotHaveSimpleName("BroadcastLog")
		.should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Clock.class);

	private static String[] concat(String[] first, String... second) {
		return java.util.stream.Stream.of(first, second).flatMap(java.util.stream.Stream::of).toArray(String[]::new);
	}

	private static String[] concat(String[] first, String[] second, String... third) {
		return concat(concat(first, second), third);
	}

}
