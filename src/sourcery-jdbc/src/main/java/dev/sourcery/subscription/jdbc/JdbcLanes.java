package dev.sourcery.subscription.jdbc;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.LaneState;
import dev.sourcery.subscription.Lanes;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Lanes on PostgreSQL, in the rows of their checkpoints. All statements are independent
 * of the session, so that they work behind a proxy that pools transactions. Rows that are
 * locked by a batch are passed by: a batch renews the claim of its lane. Thread-safe.
 */
final class JdbcLanes implements Lanes {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final VersionRows versions;

	private final Duration lease;

	private final LaneChange change;

	JdbcLanes(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			VersionRows versions, Duration lease) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.versions = versions;
		this.lease = lease;
		this.change = new LaneChange(jdbc, transaction, schema, locks);
	}

	@Override
	public Duration lease() {
		return this.lease;
	}

	@Override
	public boolean register(SubscriptionKey subscription, int lanes) {
		Integer configured = findConfigured(subscription);
		if (configured == null) {
			this.transaction.executeWithoutResult((status) -> insert(subscription, lanes));
			// another node may have inserted them first, with another number
			configured = findConfigured(subscription);
		}
		return Objects.requireNonNull(configured) == lanes;
	}

	private @Nullable Integer findConfigured(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select configured
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane = 0
				""");
		return this.jdbc.queryForList(sql, Integer.class, subscription.name(), subscription.version())
			.stream()
			.findFirst()
			.orElse(null);
	}

	private void insert(SubscriptionKey subscription, int lanes) {
		this.versions.insert(subscription);
		// the node that inserts lane 0 inserts the others too
		String sql = this.schema.in("""
				with first as (
				    insert into {schema}.subscription_lanes
				        (name, subscription_version, lane, position, lanes, configured)
				    values (?, ?, 0, 0, ?, ?)
				    on conflict do nothing
				    returning name, subscription_version, lanes)
				insert into {schema}.subscription_lanes
				    (name, subscription_version, lane, position, lanes, configured)
				select name, subscription_version, lane, 0, lanes, lanes
				from first, generate_series(1, lanes - 1) as lane
				""");
		this.jdbc.update(sql, subscription.name(), subscription.version(), lanes, lanes);
	}

	@Override
	public void renew(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable,
			Collection<Fence> claims) {
		this.transaction.executeWithoutResult((status) -> {
			register(node, subscriptions, unusable);
			if (!claims.isEmpty()) {
				renew(claims);
			}
		});
	}

	private void register(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_nodes (node, subscriptions, unusable_lanes, lease_until)
				values (?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
				on conflict (node) do update
				set subscriptions = excluded.subscriptions, unusable_lanes = excluded.unusable_lanes,
				    lease_until = excluded.lease_until
				""");
		this.jdbc.update(sql, (statement) -> {
			statement.setString(1, node);
			statement.setArray(2,
					array(statement, "text", subscriptions.stream().map((key) -> key.name() + " " + key.version())));
			statement.setArray(3, array(statement, "text",
					unusable.stream().map((lane) -> lane.name() + " " + lane.version() + " " + lane.number())));
			statement.setLong(4, this.lease.toMillis());
		});
	}

	private void renew(Collection<Fence> claims) {
		String sql = this.schema.in("""
				with claimed as materialized (
				    select lane.name, lane.subscription_version, lane.lane
				    from {schema}.subscription_lanes lane
				    join unnest(?, ?, ?, ?) as claim (name, version, lane, fence)
				        on lane.name = claim.name and lane.subscription_version = claim.version
				        and lane.lane = claim.lane and lane.fence = claim.fence
				    where lane.owner is not null
				    for no key update of lane skip locked)
				update {schema}.subscription_lanes lane
				set lease_until = clock_timestamp() + ? * interval '1 millisecond'
				from claimed
				where lane.name = claimed.name
				  and lane.subscription_version = claimed.subscription_version
				  and lane.lane = claimed.lane
				""");
		this.jdbc.update(sql, (statement) -> {
			setLanes(statement, 1, claims.stream().map(Fence::lane).toList());
			statement.setArray(4, array(statement, "bigint", claims.stream().map(Fence::token)));
			statement.setLong(5, this.lease.toMillis());
		});
	}

	@Override
	public List<LaneState> find(Collection<SubscriptionKey> subscriptions) {
		String sql = this.schema
			.in("""
					select lane.name, lane.subscription_version, lane.lane, lane.lanes, lane.position, lane.fence,
					       lane.owner, lane.lease_until > clock_timestamp() as leased, lane.stop_at,
					       extract(epoch from lane.lease_until - clock_timestamp())::double precision as lease,
					       lane.paused and not lane.joined as paused, lane.joined, lane.resumes,
					       array(select node
					             from {schema}.subscription_nodes
					             where lease_until > clock_timestamp()
					               and lane.name || ' ' || lane.subscription_version = any (subscriptions)
					               and lane.name || ' ' || lane.subscription_version || ' ' || lane.lane <> all (unusable_lanes)
					             order by node) as nodes
					from {schema}.subscription_lanes lane
					join unnest(?, ?) as wanted (name, version)
					    on lane.name = wanted.name and lane.subscription_version = wanted.version
					where lane.lane < lane.lanes
					order by lane.name, lane.subscription_version, lane.lane
					""");
		return this.jdbc.query(sql, (statement) -> {
			statement.setArray(1, array(statement, "text", subscriptions.stream().map(SubscriptionKey::name)));
			statement.setArray(2, array(statement, "int", subscriptions.stream().map(SubscriptionKey::version)));
		}, (row, number) -> state(row));
	}

	private static LaneState state(ResultSet row) throws SQLException {
		Long stopAt = row.getObject("stop_at", Long.class);
		String[] nodes = (String[]) row.getArray("nodes").getArray();
		Double lease = row.getObject("lease", Double.class);
		return new LaneState(lane(row), row.getInt("lanes"), new Position(row.getLong("position")),
				row.getLong("fence"), row.getString("owner"), row.getBoolean("leased"),
				(stopAt != null) ? new Position(stopAt) : null, List.of(nodes), row.getBoolean("paused"),
				row.getLong("resumes"), (lease != null) ? Duration.ofMillis((long) Math.ceil(lease * 1000)) : null,
				row.getBoolean("joined"));
	}

	private static LaneKey lane(ResultSet row) throws SQLException {
		return new SubscriptionKey(row.getString("name"), row.getInt("subscription_version")).lane(row.getInt("lane"));
	}

	@Override
	public List<Fence> claim(String node, Collection<LaneKey> lanes) {
		return Objects.requireNonNull(this.transaction.execute((status) -> tryClaim(node, lanes)));
	}

	private List<Fence> tryClaim(String node, Collection<LaneKey> lanes) {
		String sql = this.schema.in("""
				with free as materialized (
				    select lane.name, lane.subscription_version, lane.lane
				    from {schema}.subscription_lanes lane
				    join unnest(?, ?, ?) as wanted (name, version, lane)
				        on lane.name = wanted.name and lane.subscription_version = wanted.version
				        and lane.lane = wanted.lane
				    where lane.lane < lane.lanes and not lane.paused
				      and (lane.owner is null or lane.lease_until <= clock_timestamp())
				    for no key update of lane skip locked)
				update {schema}.subscription_lanes lane
				set owner = ?, fence = lane.fence + 1, lease_until = clock_timestamp() + ? * interval '1 millisecond'
				from free
				where lane.name = free.name
				  and lane.subscription_version = free.subscription_version
				  and lane.lane = free.lane
				returning lane.name, lane.subscription_version, lane.lane, lane.lanes, lane.fence
				""");
		return this.jdbc.query(sql, (statement) -> {
			setLanes(statement, 1, lanes);
			statement.setString(4, node);
			statement.setLong(5, this.lease.toMillis());
		}, (row, number) -> new Fence(lane(row), row.getInt("lanes"), row.getLong("fence")));
	}

	private static void setLanes(PreparedStatement statement, int first, Collection<LaneKey> lanes)
			throws SQLException {
		statement.setArray(first, array(statement, "text", lanes.stream().map(LaneKey::name)));
		statement.setArray(first + 1, array(statement, "int", lanes.stream().map(LaneKey::version)));
		statement.setArray(first + 2, array(statement, "int", lanes.stream().map(LaneKey::number)));
	}

	private static Array array(PreparedStatement statement, String type, Stream<?> values) throws SQLException {
		return statement.getConnection().createArrayOf(type, values.toArray());
	}

	@Override
	public boolean hasLiveOwner(LaneKey lane) {
		String sql = this.schema.in("""
				select exists (
				    select from {schema}.subscription_lanes lane
				    join {schema}.subscription_nodes node on node.node = lane.owner
				    where lane.name = ? and lane.subscription_version = ? and lane.lane = ?
				      and node.lease_until > clock_timestamp()
				      and (lane.failing_position is null or lane.failing_position <= lane.position))
				""");
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject(sql, Boolean.class, lane.name(), lane.version(), lane.number()));
	}

	@Override
	public void release(Fence fence) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set owner = null, lease_until = null
				where name = ? and subscription_version = ? and lane = ? and fence = ?
				""");
		LaneKey lane = fence.lane();
		this.transaction.executeWithoutResult(
				(status) -> this.jdbc.update(sql, lane.name(), lane.version(), lane.number(), fence.token()));
	}

	@Override
	public void leave(String node) {
		// also nodes that have crashed; for some time they help to explain what happened
		String sql = this.schema.in("""
				delete from {schema}.subscription_nodes
				where node = ? or lease_until < clock_timestamp() - interval '1 day'
				""");
		this.transaction.executeWithoutResult((status) -> this.jdbc.update(sql, node));
	}

	@Override
	public void configure(SubscriptionKey subscription, int lanes) {
		this.change.begin(subscription, lanes, true, () -> {
		});
	}

	@Override
	public void change(SubscriptionKey subscription, int lanes) {
		change(subscription, lanes, () -> {
		});
	}

	@Override
	public void change(SubscriptionKey subscription, int lanes, Runnable within) {
		this.change.begin(subscription, lanes, false, within);
	}

	@Override
	public boolean completeChange(SubscriptionKey subscription) {
		return this.change.complete(subscription);
	}

}
