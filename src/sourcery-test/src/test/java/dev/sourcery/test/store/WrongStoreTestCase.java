package dev.sourcery.test.store;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the contract with wrong stores: each fails the tests that are listed for it in
 * {@code wrong-stores.txt} and no other ones. A subclass has a method {@code stores}.
 * There are several subclasses, so that the forks of the build share the stores.
 */
abstract class WrongStoreTestCase {

	private static final Map<String, BrokenRules> RULES = BrokenRules.all();

	@ParameterizedTest
	@MethodSource("stores")
	void aWrongStoreFailsTheTestsOfTheRulesItBreaksAndNoOthers(WrongStore store) {
		BrokenRules rules = RULES.get(store.fault());
		Set<String> failures = ContractOfWrongStore.failuresOf(store, rules.always());
		failures.removeAll(rules.perhaps());
		assertThat(failures).as("the tests that fail for a store that %s", store.fault()).isEqualTo(rules.always());
	}

}
