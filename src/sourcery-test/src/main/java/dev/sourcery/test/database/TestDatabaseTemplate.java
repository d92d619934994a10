package dev.sourcery.test.database;

import java.util.function.Consumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A database that is prepared once, for example by migrations, and then copied for each
 * test, which takes a tenth of a second. It should be stored in a static field, because
 * each template prepares a separate database.
 * <p>
 * The server is started and the database is prepared on the first {@link #create()}.
 * Thread-safe.
 *
 * @since 0.1
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
	 * Returns a template that is prepared by a callback.
	 * @param preparation the callback that is invoked once with the empty database; it
	 * has to close the connections it obtains
	 * @return the template
	 */
	public static TestDatabaseTemplate preparedBy(Consumer<DataSource> preparation) {
		return new TestDatabaseTemplate(preparation, null);
	}

	/**
	 * Returns the template of empty databases.
	 * @return the template
	 */
	public static TestDatabaseTemplate empty() {
		return new TestDatabaseTemplate((database) -> {
		}, SERVERS_OWN);
	}

	/**
	 * Creates a copy of the template.
	 * @return a new database
	 * @throws TestDatabaseException if the server cannot be started or rejects the
	 * statement, or if the preparation left connections open
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
