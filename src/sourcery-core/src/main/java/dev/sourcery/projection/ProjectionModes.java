package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.failure.Backoff;
import dev.sourcery.subscription.JoiningSubscription;
import dev.sourcery.subscription.StoredMode;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionModes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the stored modes of the projections of this node, and brings them into
 * agreement with the configuration: hands over what this node wants to be asynchronous,
 * and what appends are to apply when its lanes have caught up. Thread-safe.
 */
final class ProjectionModes {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionModes.class);

	private static final Duration JOIN_INTERVAL = Duration.ofMillis(100);

	// for nodes that hand projections over to appends
	private static final Duration JOINING_INTERVAL = Duration.ofSeconds(1);

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	// a hand-over delays appends while it waits for its lock
	private static final Backoff DELAYS = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

	private final Map<SubscriptionKey, AsynchronousProjection> projections = new LinkedHashMap<>();

	private final Set<SubscriptionKey> established = new HashSet<>();

	private final Map<SubscriptionKey, Joins> joins = new LinkedHashMap<>();

	private final Set<String> names;

	private final SubscriptionModes stored;

	private final String node;

	private final AppendsOfThisNode appends;

	private int failures;

	private long nextAttempt = System.nanoTime();

	ProjectionModes(Collection<AsynchronousProjection> projections, SubscriptionModes stored, String node,
			AppendsOfThisNode appends) {
		projections.forEach((projection) -> this.projections.put(projection.definition().key(), projection));
		this.names = this.projections.keySet().stream().map(SubscriptionKey::name).collect(Collectors.toSet());
		this.stored = stored;
		this.node = node;
		this.appends = appends;
	}

	/**
	 * Starts the projections, after a first attempt of what the configuration requires.
	 * What fails is attempted again by {@link #follow()}.
	 */
	void start() {
		forget();
		bringAbout();
		this.projections.values().stream().filter(this::isStartable).forEach(AsynchronousProjection::start);
	}

	/**
	 * Follows the stored modes once.
	 * @return the time until the next call
	 */
	Duration follow() {
		if (System.nanoTime() - this.nextAttempt < 0) {
			return interval();
		}
		Set<SubscriptionKey> before = Set.copyOf(this.established);
		boolean done = bringAbout();
		this.failures = done ? 0 : this.failures + 1;
		Duration next = done ? interval() : DELAYS.delayBefore(this.failures);
		this.nextAttempt = System.nanoTime() + next.toNanos();
		this.established.stream()
			.filter((key) -> !before.contains(key))
			.map(this.projections::get)
			.forEach(AsynchronousProjection::start);
		return next;
	}

	private Duration interval() {
		return inTransaction().isEmpty() ? IDLE_INTERVAL : JOINING_INTERVAL;
	}

	/**
	 * Hands a projection over to the appends, if this node is configured so and an
	 * attempt is due.
	 * @return the time until the next call
	 */
	Duration join(AsynchronousProjection projection) {
		SubscriptionKey key = projection.definition().key();
		if (!isInTransaction(projection) || projection.isJoined()) {
			return IDLE_INTERVAL;
		}
		Joins attempts = this.joins.computeIfAbsent(key, (absent) -> new Joins(projection.definition(), this.stored));
		if (attempts.attempt()) {
			projection.joined(true);
		}
		return JOIN_INTERVAL;
	}

	// a stopped projection may have been removed from the database
	private synchronized void forget() {
		this.established.clear();
	}

	private static boolean isInTransaction(AsynchronousProjection projection) {
		return projection.definition().mode() == ProjectionMode.IN_TRANSACTION;
	}

	private List<AsynchronousProjection> inTransaction() {
		return this.projections.values().stream().filter(ProjectionModes::isInTransaction).toList();
	}

	// the lanes of a projection that is new to the database would begin with the first
	// event
	private synchronized boolean isStartable(AsynchronousProjection projection) {
		return !isInTransaction(projection) || this.established.contains(projection.definition().key());
	}

	/**
	 * Brings about what does not depend on the progress of lanes.
	 * @return whether this has succeeded
	 */
	private synchronized boolean bringAbout() {
		boolean done = attempt("announced", () -> {
			if (!inTransaction().isEmpty()) {
				this.stored.announce(this.node,
						inTransaction().stream().map((each) -> JoiningSubscription.of(each.definition())).toList());
			}
		});
		for (AsynchronousProjection projection : inTransaction()) {
			done &= attempt("enforced", () -> establish(JoiningSubscription.of(projection.definition())));
		}
		return attempt("read", this::followStored) && done;
	}

	private void establish(JoiningSubscription projection) {
		if (!this.established.contains(projection.key())) {
			this.stored.establish(projection);
			this.established.add(projection.key());
		}
		this.stored.enforce(projection);
	}

	private void followStored() {
		List<StoredMode> modes = this.stored.find(this.names);
		for (StoredMode mode : modes) {
			if (mode.inTransaction() && !isWanted(mode.key())) {
				leave(mode.key());
			}
		}
		Set<SubscriptionKey> joined = modes.stream()
			.filter((mode) -> mode.inTransaction() && isWanted(mode.key()))
			.map(StoredMode::key)
			.collect(Collectors.toSet());
		this.projections.forEach((key, projection) -> projection.joined(joined.contains(key)));
		this.appends.left();
	}

	private boolean isWanted(SubscriptionKey key) {
		return Stream.ofNullable(this.projections.get(key)).anyMatch(ProjectionModes::isInTransaction);
	}

	private void leave(SubscriptionKey key) {
		AsynchronousProjection here = this.projections.get(key);
		if (this.stored.leave(key, (here != null) ? here.definition().lanes() : 1)) {
			logger.info("Projection {} is applied asynchronously from now on, and no longer by appends", key);
		}
	}

	private boolean attempt(String what, Runnable action) {
		try {
			action.run();
			return true;
		}
		catch (RuntimeException ex) {
			logger.info("The modes of the projections could not be {}, and this is retried: {}", what, ex.toString());
			return false;
		}
	}

}
