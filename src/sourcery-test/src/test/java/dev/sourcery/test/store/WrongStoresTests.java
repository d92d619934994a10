package dev.sourcery.test.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the contract: each test fails for at least one of the wrong stores of
 * {@link WrongAppendingTests}, {@link WrongReadingTests} and
 * {@link OtherWrongStoresTests}, and none for a correct store.
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
	void theFileListsEveryWrongStoreAndEachRunsInOneTestClass() {
		assertThat(RULES.keySet()).containsExactlyElementsOf(
				Stream.of(WrongAppendingTests.stores(), WrongReadingTests.stores(), OtherWrongStoresTests.stores())
					.flatMap(List::stream)
					.map(WrongStore::fault)
					.toList());
		assertThat(RULES).allSatisfy((fault, rules) -> assertThat(rules.always()).isNotEmpty());
	}

	private static Set<String> contract() {
		return Arrays.stream(EventStoreContract.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.map((method) -> method.getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
