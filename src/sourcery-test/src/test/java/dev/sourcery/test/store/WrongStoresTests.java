package dev.sourcery.test.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the contract: each wrong store fails the tests that are listed for it in
 * {@code wrong-stores.txt} and no other ones, and each test fails for at least one store.
 */
class WrongStoresTests {

	/**
	 * Refused in the constructor of {@code ExpectedVersion}, {@code CommandId},
	 * {@code StreamQuery}, {@code EventFilter} or {@code NewEvent}, before the call of a
	 * store.
	 */
	private static final Set<String> NOT_UP_TO_THE_STORE = Set.of("aNegativeExpectedVersionIsRefused",
			"aCommandIdThatIsBlankOrTooLongIsRefused", "negativeNumbersInAQueryAreRefused",
			"anExampleWithAnEntryThatIsNoTextIsRefused", "aTagComesOnce");

	private static final Map<String, BrokenRules> RULES = BrokenRules.all();

	static List<WrongStore> stores() {
		return WrongStore.all();
	}

	@ParameterizedTest
	@MethodSource("stores")
	void aWrongStoreFailsTheTestsOfTheRulesItBreaksAndNoOthers(WrongStore store) {
		BrokenRules rules = RULES.get(store.fault());
		Set<String> failures = ContractOfWrongStore.failuresOf(store, rules.always());
		failures.removeAll(rules.perhaps());
		assertThat(failures).as("the tests that fail for a store that %s", store.fault()).isEqualTo(rules.always());
	}

	@Test
	void aCorrectStoreFailsNoTest() {
		WrongStore correct = new WrongStore("forwards every call", ForwardingStore::new);
		assertThat(ContractOfWrongStore.failuresOf(correct, contract())).isEmpty();
	}

	@Test
	void everyTestOfTheContractFailsForAWrongStore() {
		Set<String> killers = RULES.values()
			.stream()
			.flatMap((rules) -> rules.always().stream())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(killers).doesNotContainAnyElementsOf(NOT_UP_TO_THE_STORE);
		killers.addAll(NOT_UP_TO_THE_STORE);
		assertThat(killers).isEqualTo(contract());
	}

	@Test
	void theFileListsEveryWrongStore() {
		assertThat(RULES.keySet()).containsExactlyElementsOf(stores().stream().map(WrongStore::fault).toList());
		assertThat(RULES).allSatisfy((fault, rules) -> assertThat(rules.always()).isNotEmpty());
	}

	private static Set<String> contract() {
		return Arrays.stream(EventStoreContract.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.map((method) -> method.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
