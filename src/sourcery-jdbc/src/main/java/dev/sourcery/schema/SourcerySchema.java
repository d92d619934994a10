package dev.sourcery.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import dev.sourcery.jdbc.SchemaName;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Creates and validates the tables of the store. Flyway manages them in a separate
 * PostgreSQL schema with a separate history, so migrations of the application are not
 * affected. Uses two connections while it runs. Thread-safe, also across nodes.
 *
 * @since 0.1
 */
public final class SourcerySchema {

	/**
	 * The oldest supported major version of PostgreSQL.
	 */
	public static final int OLDEST_SERVER = 14;

	/**
	 * The location of the migration scripts on the class path.
	 */
	public static final String LOCATION = "dev/sourcery/schema";

	// some always cache sequences per session, regardless of the requested cache size;
	// others do not list the locks of other nodes, or have no table locks at all
	private static final Pattern LOOK_ALIKE = Pattern.compile(
			"-YB-|Yugabyte|Cockroach|Redshift|Greenplum|Cloudberry|gauss|Spanner|Materialize|RisingWave|CrateDB|DSQL",
			Pattern.CASE_INSENSITIVE);

	private static final String HISTORY_TABLE = "sourcery_schema_history";

	private final DataSource dataSource;

	private final SchemaName name;

	private final EventSequence sequence;

	private final EpochTable epochs;

	private final Flyway flyway;

	/**
	 * Creates an instance. Does not access the database.
	 * @param dataSource the database
	 * @param schema the PostgreSQL schema
	 */
	public SourcerySchema(DataSource dataSource, String schema) {
		this.dataSource = dataSource;
		this.name = new SchemaName(schema);
		this.sequence = new EventSequence(this.name);
		this.epochs = new EpochTable(this.name);
		this.flyway = Flyway.configure(SourcerySchema.class.getClassLoader())
			.dataSource(dataSource)
			.schemas(schema)
			.defaultSchema(schema)
			.createSchemas(true)
			.table(HISTORY_TABLE)
			.locations("classpath:" + LOCATION)
			.failOnMissingLocations(true)
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.validateMigrationNaming(true)
			.load();
	}

	/**
	 * Creates the tables, or migrates them to the version of this library.
	 * @throws UnsupportedServerException if the server is too old, or not PostgreSQL
	 * @throws InvalidSequenceException if the sequence of positions is behind the events,
	 * or was altered
	 * @throws SchemaVersionException if the tables belong to a newer library
	 */
	public void migrate() {
		requireSupportedServer();
		MigrationInfoService info = this.flyway.info();
		requireNotNewer(info);
		if (info.pending().length > 0) {
			this.flyway.migrate();
		}
		requireSoundAndDetectEpoch();
	}

	/**
	 * Checks that the tables have the version of this library, without changing them.
	 * @throws UnsupportedServerException if the server is too old, or not PostgreSQL
	 * @throws InvalidSequenceException if the sequence of positions is behind the events,
	 * or was altered
	 * @throws SchemaVersionException if the tables are missing, or belong to an older or
	 * newer library
	 */
	public void validate() {
		requireSupportedServer();
		MigrationInfoService info = this.flyway.info();
		requireNotNewer(info);
		if (info.pending().length > 0) {
			throw new SchemaVersionException(this.name.value(), foundVersion(info), newestVersion(info));
		}
		this.flyway.validate();
		requireSoundAndDetectEpoch();
	}

	// A standby supports neither; operations that require the primary report that when
	// they are used.
	private void requireSoundAndDetectEpoch() {
		new JdbcTemplate(this.dataSource).execute((ConnectionCallback<Boolean>) (connection) -> {
			this.sequence.require(connection);
			return !isStandby(connection) && this.epochs.detect(connection).isPresent();
		});
	}

	private static boolean isStandby(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select pg_is_in_recovery()")) {
			return rows.next() && rows.getBoolean(1);
		}
	}

	private void requireSupportedServer() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		String product = Objects.requireNonNull(jdbc
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName()));
		if (!product.equals("PostgreSQL")) {
			throw new UnsupportedServerException(product, OLDEST_SERVER);
		}
		String name = Objects.requireNonNull(jdbc.queryForObject("select version()", String.class));
		if (LOOK_ALIKE.matcher(name).find()) {
			throw new UnsupportedServerException(name);
		}
		int version = Integer
			.parseInt(Objects.requireNonNull(jdbc.queryForObject("show server_version_num", String.class)));
		if (version < OLDEST_SERVER * 10_000) {
			throw new UnsupportedServerException(
					Objects.requireNonNull(jdbc
						.queryForObject("select 'PostgreSQL ' || current_setting('server_version')", String.class)),
					OLDEST_SERVER);
		}
	}

	private void requireNotNewer(MigrationInfoService info) {
		String found = foundVersion(info);
		if (MigrationVersion.fromVersion(found).isNewerThan(newestVersion(info))) {
			throw new SchemaVersionException(this.name.value(), found, newestVersion(info));
		}
	}

	private static String foundVersion(MigrationInfoService info) {
		MigrationInfo current = info.current();
		return (current == null || current.getVersion() == null) ? "0" : current.getVersion().getVersion();
	}

	/**
	 * Returns the newest version included in this library. Flyway also lists versions
	 * that exist only in the database.
	 */
	private static String newestVersion(MigrationInfoService info) {
		return Arrays.stream(info.all())
			.filter((migration) -> migration.getScript().endsWith(".sql") && migration.getState().isResolved())
			.map(MigrationInfo::getVersion)
			.max(MigrationVersion::compareTo)
			.orElseThrow()
			.getVersion();
	}

}
