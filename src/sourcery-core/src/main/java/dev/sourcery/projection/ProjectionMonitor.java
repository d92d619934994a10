package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.ClaimedPosition;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.tail.CommitSignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the versions of the asynchronous projections of this node while they run: reads
 * which versions are live, measures and reports their progress, and lets a version take
 * over when it has caught up. It has a thread between start and stop. Thread-safe.
 */
final class ProjectionMonitor {

	private static final Logger logger = LoggerFactory.getLogger(ProjectionMonitor.class);

	private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);

	private static final Duration BEHIND_INTERVAL = Duration.ofSeconds(1);

	private static final Duration TAKE_OVER_INTERVAL = Duration.ofMillis(100);

	private final Map<String, VersionedProjection> projections;

	private final SubscriptionRuntime runtime;

	private final Optional<ProjectionModes> modes;

	private final CommitSignal stopped = new CommitSignal();

	private @Nullable Thread thread;

	ProjectionMonitor(Collection<VersionedProjection> projections, SubscriptionRuntime runtime,
			Optional<ProjectionModes> modes) {
		this.modes = modes;
		this.projections = new LinkedHashMap<>();
		this.runtime = runtime;
		for (VersionedProjection projection : projections) {
			if (projection.versions().stream().anyMatch(AsynchronousProjection.class::isInstance)) {
				this.projections.put(projection.name(), projection);
			}
		}
	}

	synchronized void start() {
		if (this.thread == null && !this.projections.isEmpty()) {
			long seen = this.stopped.count();
			Thread created = this.runtime.threads().newThread(() -> run(seen));
			created.setName("sourcery-projections");
			created.start();
			this.thread = created;
		}
	}

	/**
	 * Stops the thread, and waits until it has ended.
	 */
	void stop() {
		Thread ending;
		synchronized (this) {
			ending = this.thread;
			this.thread = null;
			this.stopped.signal();
		}
		if (ending == null) {
			return;
		}
		try {
			ending.join(this.runtime.settings().stopTimeout().toMillis());
			ending.interrupt();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run(long seen) {
		Map<SubscriptionKey, Followed> followed = new HashMap<>();
		try {
			while (this.stopped.count() == seen) {
				this.stopped.awaitBeyond(seen, followAll(followed));
			}
		}
		catch (InterruptedException ex) {
			// stopped
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Follows all versions once.
	 * @return the time until the next call
	 */
	private Duration followAll(Map<SubscriptionKey, Followed> followed) {
		try {
			if (followed.isEmpty()) {
				begin(followed);
			}
			Map<String, Integer> live = this.runtime.versions().live(this.projections.keySet());
			Position settled = this.runtime.source().tail().settledPosition().position();
			Duration shortest = this.modes.map(ProjectionModes::follow).orElse(IDLE_INTERVAL);
			for (Followed version : followed.values()) {
				Duration wanted = version.follow(live.getOrDefault(version.name(), 0), settled);
				shortest = (wanted.compareTo(shortest) < 0) ? wanted : shortest;
			}
			return shortest;
		}
		catch (Throwable ex) {
			// including checked exceptions: a store may throw them too; the lanes report
			// that the database is not available
			logger.debug("The versions of the projections cannot be read", ex);
			return BEHIND_INTERVAL;
		}
	}

	private void begin(Map<SubscriptionKey, Followed> followed) {
		Map<SubscriptionKey, Followed> begun = new LinkedHashMap<>();
		for (VersionedProjection projection : this.projections.values()) {
			for (ProjectionRunner version : projection.versions()) {
				if (version instanceof AsynchronousProjection asynchronous) {
					SubscriptionKey key = version.definition().key();
					this.runtime.versions().register(key);
					begun.put(key, new Followed(projection, asynchronous, storedPosition(asynchronous)));
				}
			}
		}
		followed.putAll(begun);
	}

	private Position storedPosition(AsynchronousProjection version) {
		List<ClaimedPosition> lanes = this.runtime.versions()
			.positions(version.definition().key(), version.definition().lanes())
			.lanes();
		return lanes.stream().map(ClaimedPosition::position).min(Position::compareTo).orElse(Position.START);
	}

	/**
	 * A version of a projection on this node.
	 */
	private final class Followed {

		private final VersionedProjection projection;

		private final AsynchronousProjection version;

		private final TakeOvers takeOvers;

		private final PreviousVersions previous;

		private final ProgressLog log;

		// until the position is known to the lanes
		private @Nullable Position stored;

		Followed(VersionedProjection projection, AsynchronousProjection version, Position stored) {
			this.projection = projection;
			this.version = version;
			this.stored = stored;
			this.takeOvers = new TakeOvers(version.definition(), ProjectionMonitor.this.runtime);
			this.previous = new PreviousVersions(version.definition(), ProjectionMonitor.this.runtime);
			this.log = new ProgressLog(version.definition().key());
		}

		String name() {
			return this.projection.name();
		}

		/**
		 * Follows the version once.
		 * @return the time until the next call
		 */
		Duration follow(int live, Position settled) {
			this.projection.live(live);
			if (this.version.isJoined()) {
				this.log.joined();
				return IDLE_INTERVAL;
			}
			ProjectionStatus status = this.projection.status(this.version);
			Position applied = applied(status.position());
			CatchUp catchUp = this.version.catchUp();
			long now = System.nanoTime();
			CatchUp.Report report = catchUp.sample(applied, settled, now);
			this.log.report(this.projection.status(this.version), live, report, catchUp.duration(now));
			if (catchUp.isBehind()) {
				return BEHIND_INTERVAL;
			}
			if (status.versionState() != VersionState.BUILDING) {
				this.previous.drop(status.versionState());
				return ProjectionMonitor.this.modes.filter((modes) -> status.versionState() == VersionState.LIVE)
					.map((modes) -> modes.join(this.version))
					.orElse(IDLE_INTERVAL);
			}
			if (this.takeOvers.attempt(live)) {
				this.projection.live(this.version.definition().key().version());
			}
			return TAKE_OVER_INTERVAL;
		}

		private Position applied(Position known) {
			Position before = this.stored;
			if (before == null || known.isAfter(Position.START)) {
				this.stored = null;
				return known;
			}
			return before;
		}

	}

}
