package dev.sourcery.test.database;

import java.util.function.Consumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A database that is prepared once, for example by migrations, and then copied for each
 * test, which takes a tenth of a second. Keep it in a static field: every template
 * prepares a database of its own.
 * <p>
 * Nothing is started or prepared before the first {@link #create()}. Thread-safe.
 */
public final class TestDatabaseTemplate {

	private static final String SERVERS_OWN = "template1";

	private final Consumer<DataSource> preparation;

	private @Nullable String name;

	private TestDatabaseTemplate(Consumer<DataSource> preparation, @Nullable String name) {
		this.preparation = preparation;
		this.name = name;
	}

	/**
	 * Describes a template.
	 * @param preparation what to do with the empty database, once; it has to close the
	 * connections that it takes
	 * @return the template
	 */
	public static TestDatabaseTemplate preparedBy(Consumer<DataSource> preparation) {
		return new TestDatabaseTemplate(preparation, null);
	}

	/**
	 * The template of empty databases.
	 * @return the template
	 */
	public static TestDatabaseTemplate empty() {
		return new TestDatabaseTemplate((database) -> {
		}, SERVERS_OWN);
	}

	/**
	 * Creates a copy.
	 * @return a new database
	 * @throws TestDatabaseException if the server cannot be started or refuses, or if the
	 * preparation left connections open
	 */
	public TestDatabase create() {
		TestServer server = TestServer.shared();
		return new TestDatabase(server, server.create(prepared(server)));
	}

	private synchronized String prepared(TestServer server) {
		if (this.name == null) {
			String created = server.create(SERVERS_OWN);
			try {
				this.preparation.accept(new TestDatabase(server, created).dataSource());
			}
			catch (RuntimeException | Error ex) {
				server.drop(created);
				throw ex;
			}
			this.name = created;
		}
		return this.name;
	}

}
