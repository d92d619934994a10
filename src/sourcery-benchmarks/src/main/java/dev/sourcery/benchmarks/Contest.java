package dev.sourcery.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Contestants that run alternately: in each round all of them work for the same time, in
 * every other round in reverse order, so that a machine that becomes slower or faster
 * affects all of them. Rates are compared only within a round.
 */
final class Contest {

	private final Settings settings;

	private final Database database;

	private final Map<String, List<Work>> contestants = new LinkedHashMap<>();

	private Runnable beforeEachTurn = () -> {
	};

	private Runnable afterWarmUp = () -> {
	};

	private LongSupplier gauge = () -> 0;

	Contest(Settings settings, Database database) {
		this.settings = settings;
		this.database = database;
	}

	Contest enter(String name, int threads, Workload workload) {
		this.contestants.put(name, IntStream.range(0, threads).mapToObj(workload::forThread).toList());
		return this;
	}

	Contest beforeEachTurn(Runnable action) {
		this.beforeEachTurn = action;
		return this;
	}

	Contest afterWarmUp(Runnable action) {
		this.afterWarmUp = action;
		return this;
	}

	/**
	 * A value that is read before and after each turn, such as the amount of data
	 * written.
	 */
	Contest gauge(LongSupplier value) {
		this.gauge = value;
		return this;
	}

	Results run() {
		this.contestants.values().forEach((works) -> {
			this.beforeEachTurn.run();
			Load.run(works, this.settings.warmUp(), () -> 0, () -> Cpu.NONE);
		});
		this.afterWarmUp.run();
		Map<String, List<Round>> rounds = new LinkedHashMap<>();
		this.contestants.keySet().forEach((name) -> rounds.put(name, new ArrayList<>()));
		List<String> order = new ArrayList<>(this.contestants.keySet());
		for (int i = 0; i < this.settings.rounds(); i++) {
			for (String name : order) {
				this.beforeEachTurn.run();
				List<Work> works = this.contestants.getOrDefault(name, List.of());
				rounds.getOrDefault(name, List.of())
					.add(Load.run(works, this.settings.roundTime(), this.gauge, this.database::cpu));
			}
			Collections.reverse(order);
		}
		return new Results(rounds);
	}

}
