package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.test.store.Operation.AppendNew;
import dev.sourcery.test.store.Operation.Change;
import dev.sourcery.test.store.Operation.Expectation;
import dev.sourcery.test.store.Operation.Look;
import dev.sourcery.test.store.Operation.Query;
import dev.sourcery.test.store.Operation.ReadStream;
import dev.sourcery.test.store.Operation.Repeat;
import dev.sourcery.test.store.Operation.Target;

/**
 * Generates random sequences of operations, and shortens failing sequences.
 */
final class RandomOperations {

	private final Random random;

	RandomOperations(long seed) {
		this.random = new Random(seed);
	}

	List<Operation> sequence(int length) {
		return Stream.generate(this::operation).limit(length).toList();
	}

	private Operation operation() {
		return switch (this.random.nextInt(10)) {
			case 0, 1, 2, 3 -> appendNew();
			case 4, 5 -> new Repeat(this.random.nextInt(1000), oneOf(Change.values()));
			case 6 -> new ReadStream(this.random.nextInt(10), this.random.nextInt(6), this.random.nextInt(12),
					this.random.nextBoolean(), limit());
			case 7, 8 -> query();
			default -> new Look(this.random.nextInt(1000));
		};
	}

	private AppendNew appendNew() {
		List<Target> targets = new ArrayList<>();
		int count = (this.random.nextInt(4) == 0) ? 1 + this.random.nextInt(3) : 1;
		int first = this.random.nextInt(10);
		for (int i = 0; i < count; i++) {
			int size = (this.random.nextInt(10) == 0) ? 18 : 1 + this.random.nextInt(3);
			List<Integer> contents = IntStream.range(0, size).mapToObj((n) -> this.random.nextInt(50)).toList();
			int command = (this.random.nextInt(4) == 0) ? this.random.nextInt(3) : -1;
			// most appends succeed, otherwise there is nothing to read
			Expectation expected = this.random.nextBoolean() ? Expectation.ANY : oneOf(Expectation.values());
			targets.add(new Target(first + i, expected, contents, command));
		}
		return new AppendNew(targets);
	}

	private Query query() {
		Set<Integer> conditions = new TreeSet<>();
		int count = this.random.nextInt(4);
		for (int i = 0; i < count; i++) {
			conditions.add(this.random.nextInt(Query.CONDITIONS));
		}
		int pageSize = this.random.nextBoolean() ? 0 : 1 + this.random.nextInt(6);
		return new Query(conditions, this.random.nextInt(100), this.random.nextBoolean(), limit(), pageSize);
	}

	private long limit() {
		return (this.random.nextInt(3) == 0) ? this.random.nextInt(8) : Long.MAX_VALUE;
	}

	private <T> T oneOf(T[] values) {
		return values[this.random.nextInt(values.length)];
	}

	/**
	 * Removes operations, several at a time and then one by one, and simplifies the
	 * remaining ones, as long as the sequence fails.
	 */
	static List<Operation> shrink(List<Operation> failing, Function<List<Operation>, Optional<Throwable>> failureOf) {
		List<Operation> shortest = failing;
		for (int size = failing.size() / 2; size > 0; size /= 2) {
			for (int at = 0; at < shortest.size();) {
				List<Operation> shorter = new ArrayList<>(shortest);
				shorter.subList(at, Math.min(at + size, shorter.size())).clear();
				if (failureOf.apply(shorter).isPresent()) {
					shortest = shorter;
				}
				else {
					at += size;
				}
			}
		}
		return simplify(shortest, failureOf);
	}

	private static List<Operation> simplify(List<Operation> failing,
			Function<List<Operation>, Optional<Throwable>> failureOf) {
		for (int i = 0; i < failing.size(); i++) {
			for (Operation simpler : failing.get(i).simpler()) {
				List<Operation> candidate = new ArrayList<>(failing);
				candidate.set(i, simpler);
				if (failureOf.apply(candidate).isPresent()) {
					return simplify(candidate, failureOf);
				}
			}
		}
		return failing;
	}

	static <T> List<T> without(List<T> list, int index) {
		List<T> copy = new ArrayList<>(list);
		copy.remove(index);
		return copy;
	}

}
