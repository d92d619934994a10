package dev.sourcery.autoconfigure.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.Commit;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.annotation.Transactional;

/**
 * Contexts in which a command, a row and two projections share transactions of JDBC or of
 * JPA.
 */
abstract class TransactionFixture {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class, DeskConfiguration.class);

	final ApplicationContextRunner with(Kind kind) {
		return switch (kind) {
			case JDBC -> this.contextRunner.withBean(JdbcRows.class);
			case JPA -> this.contextRunner.withUserConfiguration(JpaConfiguration.class)
				.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
				.withPropertyValues("spring.jpa.hibernate.ddl-auto=create");
		};
	}

	static Repository<Account, AccountId> accounts(ApplicationContext context) {
		return context.getBean(Desk.class).accounts();
	}

	static void await(ApplicationContext context, String projection, Commit commit) throws InterruptedException {
		context.getBean(Projections.class).await(projection, commit.token().orElseThrow(), PATIENCE);
	}

	static void inAnotherThread(Runnable action) {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			thread.submit(action).get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			thread.shutdownNow();
		}
	}

	enum Kind {

		JDBC, JPA

	}

	static class PrinterJam extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	interface Rows {

		void add(String id);

		List<String> all();

	}

	static class Desk {

		private final Repository<Account, AccountId> accounts;

		private final Rows rows;

		Desk(Repository<Account, AccountId> accounts, Rows rows) {
			this.accounts = accounts;
			this.rows = rows;
		}

		@Transactional
		public Commit open(AccountId id) {
			this.rows.add(id.value().toString());
			return this.accounts.create(id, new Account.Open("Ada")).commit();
		}

		@Transactional
		public void openAndFail(AccountId id) {
			open(id);
			throw new PrinterJam();
		}

		@Transactional(readOnly = true)
		public List<String> rows() {
			return this.rows.all();
		}

		public Repository<Account, AccountId> accounts() {
			return this.accounts;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeskConfiguration {

		@Bean
		Desk desk(Repository<Account, AccountId> accounts, Rows rows) {
			return new Desk(accounts, rows);
		}

		@Bean
		Observer observer() {
			return new Observer();
		}

		@Bean
		Register register(JdbcClient jdbc) {
			return new Register(jdbc);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Opening.class)
	static class JpaConfiguration {

		@Bean
		Rows jpaRows(EntityManagerFactory factory) {
			EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
			return new Rows() {
				@Override
				public void add(String id) {
					entities.persist(new Opening(id));
				}

				@Override
				public List<String> all() {
					return entities.createQuery("select o.account from Opening o", String.class).getResultList();
				}
			};
		}

	}

	static class JdbcRows implements Rows {

		private final JdbcClient jdbc;

		JdbcRows(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table opening (account text)").update();
		}

		@Override
		public void add(String id) {
			this.jdbc.sql("insert into opening values (?)").param(id).update();
		}

		@Override
		public List<String> all() {
			return this.jdbc.sql("select account from opening").query(String.class).list();
		}

	}

	@Projection("observer")
	static class Observer {

		final List<String> streams = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(RecordedEvent<Account.Opened> event) {
			this.streams.add(event.stream().id());
		}

	}

	@Projection(value = "register", mode = ProjectionMode.IN_TRANSACTION)
	static class Register {

		private final JdbcClient jdbc;

		volatile boolean jammed;

		Register(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table register (account text)").update();
		}

		@EventHandler
		void on(RecordedEvent<Account.Opened> event) {
			this.jdbc.sql("insert into register values (?)").param(event.stream().id()).update();
			if (this.jammed) {
				throw new PrinterJam();
			}
		}

		List<String> rows() {
			return this.jdbc.sql("select account from register").query(String.class).list();
		}

	}

}
