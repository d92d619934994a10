package dev.sourcery.subscription.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import dev.sourcery.jdbc.SchemaName;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores the applications that own projections. The first application that starts with a
 * projection of a given name owns it, and all of its versions; its other nodes and later
 * versions have the same application name. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcProjectionOwners {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	/**
	 * Creates an instance.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcProjectionOwners(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(transactionManager);
		this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.schema = new SchemaName(schema);
	}

	/**
	 * Claims a projection for an application. An existing claim of the same application
	 * is only read.
	 * @param projection the projection's name
	 * @param version the projection's version
	 * @param owner the name of the application, or {@code null} if it has none
	 * @param projectionClass the class of the projection
	 * @return the stored owner, if that may be another application; otherwise empty
	 * @throws ProjectionOwnedException if the projection belongs to another application
	 */
	public Optional<Owner> claim(String projection, int version, @Nullable String owner, String projectionClass) {
		Key key = new Key(projection, version);
		Owner claimant = new Owner(owner, projectionClass);
		return Objects.requireNonNull(this.transaction.execute((status) -> claim(key, claimant)));
	}

	private Optional<Owner> claim(Key key, Owner claimant) {
		Owner stored = find(key, "").orElse(null);
		if (stored == null) {
			findOfOtherVersions(key).forEach((other) -> needsUpdate(key, other, claimant));
		}
		if (stored == null || needsUpdate(key, stored, claimant)) {
			insert(key, claimant);
			// if two applications start concurrently, the second sees the claim of the
			// first
			stored = find(key, "for no key update").orElseThrow();
			if (needsUpdate(key, stored, claimant)) {
				update(key, claimant);
			}
		}
		boolean doubtful = (stored.name() == null) ? !stored.projectionClass().equals(claimant.projectionClass())
				: claimant.name() == null;
		return doubtful ? Optional.of(stored) : Optional.empty();
	}

	/**
	 * Returns whether the stored owner must be updated. A node without an application
	 * name may be an older node of the owner, started before the owner had a name.
	 */
	private boolean needsUpdate(Key key, Owner stored, Owner claimant) {
		boolean sameClass = stored.projectionClass().equals(claimant.projectionClass());
		if (stored.name() != null && claimant.name() == null && sameClass) {
			return false;
		}
		if (stored.name() != null && !stored.name().equals(claimant.name())) {
			throw new ProjectionOwnedException(key.projection(), stored.name(), claimant.name(),
					this.schema.in("{schema}.projection_owners"));
		}
		return !stored.equals(claimant);
	}

	private Optional<Owner> find(Key key, String lock) {
		String sql = this.schema.in("""
				select owner, projection_class
				from {schema}.projection_owners
				where name = ? and projection_version = ?
				""");
		return this.jdbc
			.query(sql + lock, (row, number) -> new Owner(row.getString(1), row.getString(2)), key.projection(),
					key.version())
			.stream()
			.findFirst();
	}

	/**
	 * Returns the named owners of the other versions: a new version would take over from
	 * them.
	 */
	private List<Owner> findOfOtherVersions(Key key) {
		String sql = this.schema.in("""
				select owner, projection_class
				from {schema}.projection_owners
				where name = ? and projection_version <> ? and owner is not null
				""");
		return this.jdbc.query(sql, (row, number) -> new Owner(row.getString(1), row.getString(2)), key.projection(),
				key.version());
	}

	private void insert(Key key, Owner claimant) {
		String sql = this.schema.in("""
				insert into {schema}.projection_owners (name, projection_version, owner, projection_class)
				values (?, ?, ?, ?)
				on conflict do nothing
				""");
		this.jdbc.update(sql, key.projection(), key.version(), claimant.name(), claimant.projectionClass());
	}

	private void update(Key key, Owner claimant) {
		String sql = this.schema.in("""
				update {schema}.projection_owners
				set owner = ?, projection_class = ?, claimed_at = clock_timestamp()
				where name = ? and projection_version = ?
				""");
		this.jdbc.update(sql, claimant.name(), claimant.projectionClass(), key.projection(), key.version());
	}

	private record Key(String projection, int version) {

	}

	/**
	 * The owner of a projection.
	 *
	 * @param name the name of the application, or {@code null} if it has none
	 * @param projectionClass the class of the projection
	 */
	public record Owner(@Nullable String name, String projectionClass) {

	}

}
