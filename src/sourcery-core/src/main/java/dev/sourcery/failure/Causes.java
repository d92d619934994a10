package dev.sourcery.failure;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Finds all failures behind a failure: causes, suppressed ones, and those chained by
 * JDBC. Exceptions may be of any class: their causes may form a cycle, and each of their
 * methods may throw.
 *
 * @since 0.1
 */
public final class Causes {

	private static final int MAX_FAILURES = 100;

	private Causes() {
	}

	/**
	 * Returns a failure and the failures behind it, the nearest first.
	 * @param failure the failure
	 * @return at most 100 failures
	 */
	public static List<Throwable> of(Throwable failure) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> found = new ArrayList<>();
		Queue<Throwable> next = new ArrayDeque<>(List.of(failure));
		while (!next.isEmpty() && found.size() < MAX_FAILURES) {
			Throwable current = next.remove();
			if (seen.add(current)) {
				found.add(current);
				next.addAll(behind(current));
			}
		}
		return found;
	}

	/**
	 * Returns a failure and its chain of causes, without suppressed failures.
	 * @param failure the failure
	 * @return at most 100 failures, the root cause last
	 */
	public static List<Throwable> chainOf(Throwable failure) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> chain = new ArrayList<>();
		@Nullable Throwable next = failure;
		while (next != null && seen.add(next) && chain.size() < MAX_FAILURES) {
			chain.add(next);
			next = get(next::getCause);
		}
		return chain;
	}

	private static List<Throwable> behind(Throwable failure) {
		List<Throwable> behind = new ArrayList<>();
		addTo(behind, get(failure::getCause));
		if (failure instanceof SQLException sql) {
			addTo(behind, get(sql::getNextException));
		}
		behind.addAll(List.of(failure.getSuppressed()));
		return behind;
	}

	private static void addTo(List<Throwable> failures, @Nullable Throwable failure) {
		if (failure != null) {
			failures.add(failure);
		}
	}

	/**
	 * Invokes a method of a failure.
	 * @param <T> type of the result
	 * @param method the method
	 * @return the result, {@code null} if the method throws
	 */
	public static <T> @Nullable T get(Supplier<? extends @Nullable T> method) {
		try {
			return method.get();
		}
		catch (Throwable ex) {
			// including a StackOverflowError and checked exceptions
			return null;
		}
	}

}
