package dev.sourcery.test.store;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/**
 * Tests of random sequences of operations on the store and on a list, whose results must
 * always be equal. A sequence that fails is shortened.
 * <p>
 * Sequences are generated and shortened by a few lines of code rather than by jqwik.
 * jqwik has its own test engine, which also runs beside JUnit 6, but this engine ignores
 * features of Jupiter: {@code @BeforeEach}, {@code @AfterEach} and the extensions of the
 * class that creates the store, which set up and remove the database of the store.
 * Without jqwik, one extended class is enough.
 */
interface ModelContract {

	@Test
	default void randomOperationsAgreeWithASimpleModel(StoreUnderTest store) {
		int operations = Integer.getInteger("sourcery.model.operations", 40);
		Long seed = Long.getLong("sourcery.model.seed");
		if (seed != null) {
			run(store, seed, operations);
			return;
		}
		Random seeds = new Random();
		for (int i = 0; i < Integer.getInteger("sourcery.model.runs", 30); i++) {
			run(store, seeds.nextInt(), operations);
		}
	}

	private static void run(StoreUnderTest store, long seed, int length) {
		List<Operation> sequence = new RandomOperations(seed).sequence(length);
		Optional<Throwable> failure = ModelRun.failureOf(store.source(), sequence);
		if (failure.isPresent()) {
			List<Operation> shortest = RandomOperations.shrink(sequence,
					(shorter) -> ModelRun.failureOf(store.source(), shorter));
			// if a failure depends on chance, only the first failure is available
			Throwable cause = ModelRun.failureOf(store.source(), shortest).or(() -> failure).orElseThrow();
			throw new AssertionError(
					"Store and model differ. %s%nThe shortest sequence that fails:%n%s%nRun it again with -Dsourcery.model.seed=%d -Dsourcery.model.operations=%d"
						.formatted(cause.getMessage(), listed(shortest), seed, length),
					cause);
		}
	}

	private static String listed(List<Operation> operations) {
		return operations.stream().map((operation) -> "  " + operation).collect(Collectors.joining("\n"));
	}

}
