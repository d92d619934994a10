package dev.sourcery.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
	private static final Duration JOINING_INTERVAL = Duration.ofSeconds(2);

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	private final Map<SubscriptionKey, AsynchronousProjection> projections = new LinkedHashMap<>();

	private final Set<SubscriptionKey> established = new HashSet<>();

	private final Map<SubscriptionKey, Joins> joins = new LinkedHashMap<>();

	private final Set<String> names;

	private final SubscriptionModes stored;

	private final String node;

	private final AppendsOfThisNode appends;

	// a hand-over delays appends while it waits for its lock
	private final Attempts attempts = new Attempts(new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10)));

	// reported once, until an attempt succeeds
	private boolean reportedFailure;

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
		if (!this.attempts.areDue()) {
			return interval();
		}
		Set<SubscriptionKey> before = Set.copyOf(this.established);
		Duration next = attemptAll();
		this.established.stream()
			.filter((key) -> !before.contains(key))
			.map(this.projections::get)
			.forEach(AsynchronousProjection::start);
		return next;
	}

	private Duration attemptAll() {
		if (bringAbout()) {
			this.reportedFailure = false;
			this.attempts.succeeded(interval());
			return interval();
		}
		this.reportedFailure = true;
		return this.attempts.failed();
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
		boolean done = attempt("announced", this::announce);
		for (AsynchronousProjection projection : inTransaction()) {
			done &= attempt("stored", () -> establish(JoiningSubscription.of(projection.definition())));
		}
		List<StoredMode> modes = new ArrayList<>();
		return attempt("read", () -> modes.addAll(this.stored.find(this.names))) && follow(modes) && done;
	}

	private void announce() {
		List<JoiningSubscription> wanted = inTransaction().stream()
			.map((projection) -> JoiningSubscription.of(projection.definition()))
			.toList();
		if (!wanted.isEmpty()) {
			this.stored.announce(this.node, wanted);
		}
	}

	private void establish(JoiningSubscription projection) {
		if (!this.established.contains(projection.key())) {
			this.stored.establish(projection);
			this.established.add(projection.key());
		}
	}

	private boolean follow(List<StoredMode> modes) {
		boolean done = true;
		Set<SubscriptionKey> joined = new HashSet<>();
		for (StoredMode mode : modes) {
			AsynchronousProjection here = this.projections.get(mode.key());
			if (mode.inTransaction() && here != null && isInTransaction(here)) {
				joined.add(mode.key());
				done &= attempt("enforced", () -> this.stored.enforce(JoiningSubscription.of(here.definition()), mode));
			}
			else if (mode.inTransaction()) {
				done &= attempt("handed over", () -> leave(mode.key()));
			}
		}
		this.projections.forEach((key, projection) -> projection.joined(joined.contains(key)));
		if (done) {
			this.appends.left();
		}
		return done;
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
			if (!this.reportedFailure) {
				logger.info("The modes of the projections could not be {}, and this is retried: {}", what,
						ex.toString());
			}
			return false;
		}
	}

}
