package dev.sourcery.subscription;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.subscription.jdbc.JdbcProjectionOwners;
import dev.sourcery.subscription.jdbc.JdbcProjectionOwners.Owner;
import dev.sourcery.subscription.jdbc.ProjectionOwnedException;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JdbcProjectionOwnersTests {

	private final TestDatabase database = TestDatabase.create();

	// one object: transactions are bound to it
	private final DataSource dataSource = this.database.dataSource();

	private final JdbcProjectionOwners owners = new JdbcProjectionOwners(this.dataSource,
			new JdbcTransactionManager(this.dataSource), "sourcery");

	@BeforeEach
	void createTables() {
		new SourcerySchema(this.dataSource, "sourcery").migrate();
	}

	@AfterEach
	void dropDatabase() {
		this.database.close();
	}

	@Test
	void theFirstApplicationOwnsAProjectionAndMayChangeItsClass() {
		assertThat(this.owners.claim("notes", 1, "bank", "a.Notes")).isEmpty();
		assertThat(this.owners.claim("notes", 1, "bank", "b.Notes")).isEmpty();
		assertThatExceptionOfType(ProjectionOwnedException.class)
			.isThrownBy(() -> this.owners.claim("notes", 1, "shop", "b.Notes"))
			.satisfies((ex) -> assertThat(ex.owner()).isEqualTo("bank"))
			.satisfies((ex) -> assertThat(ex.claimant()).isEqualTo("shop"))
			.satisfies((ex) -> assertThat(ex.projection()).isEqualTo("notes"))
			.withMessageContaining("sourcery.projection_owners");
	}

	@Test
	void anApplicationThatGetsANameKeepsItsProjections() {
		this.owners.claim("notes", 1, null, "a.Notes");
		assertThat(this.owners.claim("notes", 1, null, "b.Notes")).contains(new Owner(null, "a.Notes"));
		assertThat(this.owners.claim("notes", 1, "bank", "b.Notes")).isEmpty();
		assertThatExceptionOfType(ProjectionOwnedException.class)
			.isThrownBy(() -> this.owners.claim("notes", 1, null, "a.Notes"));
	}

	@Test
	void aNodeThatHasNoNameYetRunsTheProjectionsOfItsClassOnly() {
		this.owners.claim("notes", 1, "bank", "a.Notes");
		assertThat(this.owners.claim("notes", 1, null, "a.Notes")).contains(new Owner("bank", "a.Notes"));
		assertThat(this.owners.claim("notes", 1, "bank", "a.Notes")).isEmpty();
		assertThatExceptionOfType(ProjectionOwnedException.class)
			.isThrownBy(() -> this.owners.claim("notes", 1, "shop", "a.Notes"));
	}

	@Test
	void eachVersionHasAnOwnerWhichOwnsTheOthersToo() {
		assertThat(this.owners.claim("notes", 2, "shop", "b.Notes")).isEmpty();
		for (int version = 1; version <= 3; version++) {
			int claimed = version;
			assertThatExceptionOfType(ProjectionOwnedException.class).as("would take over, or be taken over")
				.isThrownBy(() -> this.owners.claim("notes", claimed, "bank", "b.Notes"));
		}
		assertThat(this.owners.claim("notes", 3, "shop", "c.Notes")).isEmpty();
		assertThatExceptionOfType(ProjectionOwnedException.class)
			.isThrownBy(() -> this.owners.claim("notes", 4, null, "d.Notes"));
	}

	@Test
	void versionsThatBelongToTwoApplicationsSinceAnEarlierReleaseRemain() {
		this.owners.claim("notes", 1, "bank", "a.Notes");
		new JdbcTemplate(this.dataSource).update("""
				insert into sourcery.projection_owners (name, projection_version, owner, projection_class)
				values ('notes', 2, 'shop', 'b.Notes')
				""");
		assertThat(this.owners.claim("notes", 2, "shop", "b.Notes")).isEmpty();
		assertThat(this.owners.claim("notes", 1, "bank", "a.Notes")).isEmpty();
	}

	@Test
	void whatIsClaimedAlreadyNeedsNoWrite() {
		this.owners.claim("notes", 1, "bank", "a.Notes");
		new JdbcTemplate(this.dataSource)
			.execute("alter database %s set default_transaction_read_only = on".formatted(this.database.name()));
		assertThat(this.owners.claim("notes", 1, "bank", "a.Notes")).isEmpty();
		assertThatExceptionOfType(ProjectionOwnedException.class)
			.isThrownBy(() -> this.owners.claim("notes", 1, "shop", "a.Notes"));
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.owners.claim("other", 1, "bank", "a.Notes"))
			.withStackTraceContaining("read-only transaction");
	}

	@Test
	void ofTwoApplicationsThatStartAtOnceOneIsRefused() throws Exception {
		CyclicBarrier together = new CyclicBarrier(2);
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 20; round++) {
				String projection = "notes-" + round;
				List<Future<Boolean>> claims = List.of("bank", "shop")
					.stream()
					.map((owner) -> threads.submit(() -> claim(together, projection, owner)))
					.toList();
				assertThat(claims.get(0).get()).isNotEqualTo(claims.get(1).get());
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private boolean claim(CyclicBarrier together, String projection, String owner) throws Exception {
		together.await();
		try {
			this.owners.claim(projection, 1, owner, "a.Notes");
			return true;
		}
		catch (ProjectionOwnedException ex) {
			return false;
		}
	}

}
