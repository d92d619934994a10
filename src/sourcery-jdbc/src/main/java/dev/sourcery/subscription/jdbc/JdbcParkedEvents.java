package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.ParkedEvents;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Parked events on PostgreSQL. A retry and a discard lock the lanes of the subscription,
 * so that no batch adds events of the key meanwhile, and increment the fences when a key
 * has become free: its lane then loads the parked keys again. Thread-safe.
 */
final class JdbcParkedEvents implements ParkedEvents {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	JdbcParkedEvents(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
	}

	@Override
	public Set<String> keys(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select distinct key
				from {schema}.parked_events
				where name = ? and subscription_version = ?
				""");
		return new HashSet<>(this.jdbc.queryForList(sql, String.class, subscription.name(), subscription.version()));
	}

	@Override
	public void park(Collection<ParkedEvent> events) {
		String sql = this.schema.in("""
				insert into {schema}.parked_events (name, subscription_version, position, key, attempts, failure)
				values (?, ?, ?, ?, ?, ?)
				""");
		this.jdbc.batchUpdate(sql, events.stream()
			.map((event) -> new @Nullable Object[] { event.subscription().name(), event.subscription().version(),
					event.position().value(), event.key(), event.attempts(), event.failure() })
			.toList());
	}

	@Override
	public List<ParkedEvent> find(SubscriptionKey subscription, @Nullable String key, int limit) {
		String sql = this.schema.in("""
				select position, key, parked_at, attempts, failure
				from {schema}.parked_events
				where name = ? and subscription_version = ? and (? or key = ?)
				order by position
				limit ?
				""");
		return this.jdbc.query(sql, (row, number) -> event(subscription, row), subscription.name(),
				subscription.version(), key == null, key, limit);
	}

	private static ParkedEvent event(SubscriptionKey subscription, ResultSet row) throws SQLException {
		return new ParkedEvent(subscription, new Position(row.getLong("position")), row.getString("key"),
				row.getObject("parked_at", OffsetDateTime.class).toInstant(), row.getInt("attempts"),
				row.getString("failure"));
	}

	@Override
	public FailureStatus status(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select count(*) as events, count(distinct key) as keys,
				       extract(epoch from clock_timestamp() - min(parked_at))::double precision as oldest,
				       (select coalesce(sum(skipped), 0)
				        from {schema}.subscription_lanes
				        where name = ? and subscription_version = ?) as skipped
				from {schema}.parked_events
				where name = ? and subscription_version = ?
				""");
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, (row, number) -> {
			Double oldest = row.getObject("oldest", Double.class);
			return new FailureStatus(row.getLong("events"), row.getLong("keys"),
					(oldest != null) ? Duration.ofMillis(Math.round(oldest * 1000)) : null, row.getLong("skipped"));
		}, subscription.name(), subscription.version(), subscription.name(), subscription.version()));
	}

	@Override
	public boolean retry(List<ParkedEvent> events, Runnable handler) {
		SubscriptionKey subscription = events.get(0).subscription();
		String key = events.get(0).key();
		Long[] positions = positions(events);
		return Boolean.TRUE.equals(this.transaction.execute((status) -> {
			this.locks.lock(subscription);
			if (!Arrays.equals(positions(find(subscription, key, events.size())), positions)) {
				return false;
			}
			handler.run();
			remove(subscription, positions);
			if (oldest(subscription, key).isEmpty()) {
				this.locks.endClaims(subscription);
			}
			return true;
		}));
	}

	private static Long[] positions(List<ParkedEvent> events) {
		return events.stream().map((event) -> event.position().value()).toArray(Long[]::new);
	}

	private void remove(SubscriptionKey subscription, Long[] positions) {
		String sql = this.schema.in("""
				delete from {schema}.parked_events
				where name = ? and subscription_version = ? and position = any (?)
				""");
		this.jdbc.update(sql, (statement) -> {
			statement.setString(1, subscription.name());
			statement.setInt(2, subscription.version());
			statement.setArray(3, statement.getConnection().createArrayOf("bigint", positions));
		});
	}

	@Override
	public void failed(ParkedEvent event, String failure) {
		String sql = this.schema.in("""
				update {schema}.parked_events
				set attempts = attempts + 1, failure = ?
				where name = ? and subscription_version = ? and position = ?
				""");
		this.transaction.executeWithoutResult((status) -> this.jdbc.update(sql, failure, event.subscription().name(),
				event.subscription().version(), event.position().value()));
	}

	@Override
	public int discard(SubscriptionKey subscription, @Nullable String key) {
		return discard(subscription, key, (number) -> {
		});
	}

	@Override
	public int discard(SubscriptionKey subscription, @Nullable String key, IntConsumer within) {
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			this.locks.lock(subscription);
			int discarded = remove(subscription, key);
			if (discarded > 0) {
				this.locks.endClaims(subscription);
			}
			within.accept(discarded);
			return discarded;
		}));
	}

	/**
	 * Removes parked events within the transaction of the caller.
	 */
	int remove(SubscriptionKey subscription, @Nullable String key) {
		String sql = this.schema.in("""
				delete from {schema}.parked_events
				where name = ? and subscription_version = ? and (? or key = ?)
				""");
		return this.jdbc.update(sql, subscription.name(), subscription.version(), key == null, key);
	}

}
