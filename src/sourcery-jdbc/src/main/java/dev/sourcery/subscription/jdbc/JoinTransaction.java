package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.subscription.HandOver;
import dev.sourcery.subscription.HandOver.Result;
import dev.sourcery.subscription.JoiningSubscription;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The transaction that hands a subscription over from its lanes to the appends. It
 * excludes appends only when the lanes are near the end, and waits a short time until
 * they have applied the last event. Then it locks the lanes and ends their claims.
 * Thread-safe.
 */
final class JoinTransaction {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final ModeChange change;

	private final JoiningNodes nodes;

	private final EventsBehind behind;

	JoinTransaction(JdbcTemplate jdbc, SchemaName schema, LaneLocks locks, ModeChange change, JoiningNodes nodes) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.locks = locks;
		this.change = change;
		this.nodes = nodes;
		this.behind = new EventsBehind(jdbc, schema);
	}

	/**
	 * Determines whether a hand-over could succeed now, without excluding appends.
	 */
	HandOver prepare(JoiningSubscription subscription) {
		List<String> others = this.nodes.findOthers(subscription);
		if (!others.isEmpty()) {
			return new HandOver(Result.OTHER_NODES, others);
		}
		Position last = new Position(lastDrawn());
		if (!this.behind.areFew(subscription.key(), subscription.eventTypes(), last)) {
			return new HandOver(Result.BEHIND);
		}
		return new HandOver(isStopped(subscription.key()) ? Result.STOPPED : Result.JOINED);
	}

	private long lastDrawn() {
		Long last = this.jdbc.queryForObject(this.schema.in("select " + EventSequence.LAST_DRAWN), Long.class);
		return (last != null) ? last : 0;
	}

	private boolean isStopped(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select exists (select from {schema}.parked_events where name = ? and subscription_version = ?)
				    or exists (select from {schema}.subscription_lanes
				               where name = ? and subscription_version = ? and lane < lanes and paused and not joined)
				""");
		return Boolean.TRUE.equals(this.jdbc.queryForObject(sql, Boolean.class, subscription.name(),
				subscription.version(), subscription.name(), subscription.version()));
	}

	/**
	 * Hands the subscription over, within a transaction that has not run any statement.
	 */
	HandOver run(JoiningSubscription subscription) {
		Position last = this.change.excludeAppends();
		if (!this.behind.awaitNone(subscription.key(), subscription.eventTypes(), last)) {
			return new HandOver(Result.BEHIND);
		}
		List<LockedLane> lanes = this.locks.lock(subscription.key());
		if (lanes.stream().anyMatch(LockedLane::joined)) {
			return new HandOver(Result.NOT_NEEDED);
		}
		// a rebuild or a move may have come before the lock of the lanes
		if (lanes.isEmpty() || lanes.stream().anyMatch((lane) -> lane.stopAt() != null)
				|| !this.behind.areNone(subscription.key(), subscription.eventTypes(), last)) {
			return new HandOver(Result.BEHIND);
		}
		if (isStopped(subscription.key())) {
			return new HandOver(Result.STOPPED);
		}
		List<String> others = this.nodes.findOthers(subscription);
		if (!others.isEmpty()) {
			return new HandOver(Result.OTHER_NODES, others);
		}
		this.change.join(subscription.key(), subscription.eventTypes());
		return new HandOver(Result.JOINED);
	}

}
