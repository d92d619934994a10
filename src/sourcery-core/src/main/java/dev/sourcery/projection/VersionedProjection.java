package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a projection on this node. Thread-safe.
 */
final class VersionedProjection {

	private final String name;

	private final SubscriptionRuntime runtime;

	private final NavigableMap<Integer, ProjectionRunner> versions = new TreeMap<>();

	// of versions that run on other nodes only
	private final Map<Integer, RunningSubscription> elsewhere = new ConcurrentHashMap<>();

	// as read last; 0 if it was never read
	private volatile int live;

	VersionedProjection(String name, SubscriptionRuntime runtime) {
		this.name = name;
		this.runtime = runtime;
	}

	/**
	 * Adds a version before the projection is used.
	 */
	void add(ProjectionRunner version) {
		ProjectionRunner other = this.versions.putIfAbsent(version.definition().key().version(), version);
		if (other != null) {
			throw new IllegalArgumentException(
					"Two projections are named '%s' and have version %d. Give one of them another name, or another version, in @Projection."
						.formatted(this.name, version.definition().key().version()));
		}
		if (this.versions.size() > 1 && this.versions.values()
			.stream()
			.anyMatch((each) -> each.definition().mode() == ProjectionMode.IN_TRANSACTION)) {
			throw new IllegalArgumentException(
					"Two projections are named '%s', and one of them runs in the transaction of the append. Such a projection cannot be built beside another version: give one of them another name in @Projection."
						.formatted(this.name));
		}
	}

	String name() {
		return this.name;
	}

	Collection<ProjectionRunner> versions() {
		return this.versions.values();
	}

	@Nullable ProjectionRunner version(int version) {
		return this.versions.get(version);
	}

	/**
	 * Returns the live version if this node has it, otherwise the newest one.
	 */
	ProjectionRunner addressed() {
		ProjectionRunner found = this.versions.get(this.live);
		return (found != null) ? found : this.versions.lastEntry().getValue();
	}

	int live() {
		return this.live;
	}

	void live(int version) {
		this.live = version;
	}

	List<ProjectionStatus> status() {
		return this.versions.values().stream().map(this::status).toList();
	}

	ProjectionStatus status(ProjectionRunner version) {
		return version.status(VersionState.of(version.definition().key().version(), this.live));
	}

	ProjectionStatus addressedStatus() {
		return status(addressed());
	}

	/**
	 * Waits until the live version has applied a write, on any node. If another version
	 * takes over meanwhile, waits for that one.
	 */
	void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		EventStore store = this.runtime.source().store();
		store.verify(token);
		awaitLive(token, timeout);
		// a projection that reached the position in another epoch has applied another
		// event
		store.verify(token);
	}

	void awaitLive(ConsistencyToken token, Duration timeout) throws InterruptedException {
		ProjectionRunner addressed = addressed();
		if (addressed instanceof InTransactionProjection) {
			return;
		}
		long end = System.nanoTime() + timeout.toNanos();
		int version = addressed.definition().key().version();
		OptionalInt other = subscription(version).whileLive().await(token, timeout);
		while (other.isPresent()) {
			version = other.getAsInt();
			other = subscription(version).whileLive().await(token, Duration.ofNanos(end - System.nanoTime()));
		}
	}

	/**
	 * Waits as {@link #await} does, without blocking the caller.
	 */
	CompletableFuture<Void> awaitAsync(ConsistencyToken token, Duration timeout) {
		Runnable verification = () -> this.runtime.source().store().verify(token);
		ProjectionRunner addressed = addressed();
		if (addressed instanceof InTransactionProjection) {
			return CompletableFuture.runAsync(verification);
		}
		CompletableFuture<Void> result = new CompletableFuture<>();
		follow(addressed.definition().key().version(), token, System.nanoTime() + timeout.toNanos(), verification,
				result);
		return result;
	}

	private void follow(int version, ConsistencyToken token, long end, Runnable verification,
			CompletableFuture<Void> result) {
		CompletableFuture<OptionalInt> wait = subscription(version).whileLive()
			.awaitAsync(token, Duration.ofNanos(end - System.nanoTime()), verification);
		// the caller may cancel
		CompletableFuture<Void> unusedCancellation = result.whenComplete((done, failure) -> wait.cancel(true));
		CompletableFuture<OptionalInt> unusedEnd = wait.whenComplete((other, failure) -> {
			if (failure != null) {
				result.completeExceptionally(failure);
			}
			else if (other.isEmpty()) {
				result.complete(null);
			}
			else {
				followOther(other.getAsInt(), token, end, verification, result);
			}
		});
	}

	private void followOther(int version, ConsistencyToken token, long end, Runnable verification,
			CompletableFuture<Void> result) {
		try {
			follow(version, token, end, verification, result);
		}
		catch (RuntimeException | Error ex) {
			// there may not be enough memory for a thread
			result.completeExceptionally(ex);
		}
	}

	/**
	 * Waits until one version has applied a write, on any node.
	 */
	void await(int version, ConsistencyToken token, Duration timeout) throws InterruptedException {
		if (!(this.versions.get(version) instanceof InTransactionProjection)) {
			subscription(version).await(token, timeout);
		}
	}

	private RunningSubscription subscription(int version) {
		return (this.versions.get(version) instanceof AsynchronousProjection here) ? here.subscription()
				: this.elsewhere.computeIfAbsent(version, (absent) -> new RunningSubscription(
						new SubscriptionElsewhere(new SubscriptionKey(this.name, version)), this.runtime));
	}

}
