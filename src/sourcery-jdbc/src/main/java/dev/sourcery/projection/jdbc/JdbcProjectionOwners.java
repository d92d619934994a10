package dev.sourcery.projection.jdbc;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.sourcery.schema.SchemaName;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores the applications that own projections. The first application to start with a
 * projection of a name owns it; its other nodes and later versions have the same
 * application name. Thread-safe.
 */
public final class JdbcProjectionOwners {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	/**
	 * Creates the owners.
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
	 * Claims a projection for an application.
	 * @param projection the projection's name
	 * @param owner the name of the application, or {@code null} if it has none
	 * @param projectionClass the class of the projection
	 * @return the class that another start had, if no name says whether it was another
	 * application's
	 * @throws ProjectionOwnedException if the projection belongs to another application
	 */
	public Optional<String> claim(String projection, @Nullable String owner, String projectionClass) {
		return Objects
			.requireNonNull(this.transaction.execute((status) -> claimLocked(projection, owner, projectionClass)));
	}

	private Optional<String> claimLocked(String projection, @Nullable String owner, String projectionClass) {
		insert(projection, owner, projectionClass);
		Map<String, @Nullable Object> stored = lock(projection);
		String storedOwner = (String) stored.get("owner");
		String storedClass = String.valueOf(stored.get("projection_class"));
		if (storedOwner != null && !storedOwner.equals(owner)) {
			throw new ProjectionOwnedException(projection, storedOwner, owner,
					this.schema.in("{schema}.projection_owners"));
		}
		if (!Objects.equals(storedOwner, owner) || !storedClass.equals(projectionClass)) {
			update(projection, owner, projectionClass);
		}
		boolean doubtful = storedOwner == null && !storedClass.equals(projectionClass);
		return doubtful ? Optional.of(storedClass) : Optional.empty();
	}

	private void insert(String projection, @Nullable String owner, String projectionClass) {
		String sql = this.schema.in("""
				insert into {schema}.projection_owners (name, owner, projection_class)
				values (?, ?, ?)
				on conflict do nothing
				""");
		this.jdbc.update(sql, projection, owner, projectionClass);
	}

	private Map<String, @Nullable Object> lock(String projection) {
		// of two applications that start at once the second sees what the first has
		// claimed
		String sql = this.schema.in("""
				select owner, projection_class
				from {schema}.projection_owners
				where name = ?
				for no key update
				""");
		return this.jdbc.queryForMap(sql, projection);
	}

	private void update(String projection, @Nullable String owner, String projectionClass) {
		String sql = this.schema.in("""
				update {schema}.projection_owners
				set owner = ?, projection_class = ?, claimed_at = clock_timestamp()
				where name = ?
				""");
		this.jdbc.update(sql, owner, projectionClass, projection);
	}

}
