package dev.sourcery.autoconfigure.transaction;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
import dev.sourcery.store.VersionConflictException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Events, rows and read models in one transaction, be it of JDBC or of JPA.
 */
class TransactionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class, DeskConfiguration.class);

	@ParameterizedTest
	@EnumSource
	void whenATransactionalMethodThrowsNeitherEventNorRowExists(Kind kind) {
		with(kind).run((context) -> {
			Desk desk = context.getBean(Desk.class);
			AccountId failed = AccountId.random();
			assertThatExceptionOfType(PrinterJam.class).isThrownBy(() -> desk.openAndFail(failed));
			AccountId opened = AccountId.random();
			Commit commit = desk.open(opened);
			Observer observer = context.getBean(Observer.class);
			await(context, "observer", commit);
			assertThat(observer.streams).containsExactly(opened.value().toString());
			assertThat(desk.rows()).containsExactly(opened.value().toString());
			assertThat(accounts(context).find(failed)).isEmpty();
			assertThat(accounts(context).find(opened)).isPresent();
			assertThat(context.getBean(Register.class).rows()).containsExactly(opened.value().toString());
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenAHandlerInTheTransactionFailsTheCommandFailsToo(Kind kind) {
		with(kind).run((context) -> {
			Register register = context.getBean(Register.class);
			AccountId id = AccountId.random();
			register.jammed = true;
			assertThatExceptionOfType(PrinterJam.class)
				.isThrownBy(() -> accounts(context).create(id, new Account.Open("Ada")));
			assertThat(accounts(context).find(id)).isEmpty();
			register.jammed = false;
			accounts(context).create(id, new Account.Open("Ada"));
			assertThat(register.rows()).containsExactly(id.value().toString());
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACommandConflictsInTheCallersTransactionItSurfaces(Kind kind) {
		with(kind).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId id = AccountId.random();
			accounts.create(id, new Account.Open("Ada"));
			AtomicInteger attempts = new AtomicInteger();
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			assertThatExceptionOfType(VersionConflictException.class)
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> accounts.update(id, (account) -> {
					attempts.incrementAndGet();
					inAnotherThread(() -> accounts.update(id, new Account.Deposit("5")));
					return new Account.Deposited(BigDecimal.TEN);
				})));
			assertThat(attempts).hasValue(1);
			assertThat(accounts.load(id).version()).isEqualTo(2);
			assertThat(accounts.load(id).state().balance()).isEqualByComparingTo("5");
		});
	}

	@Test
	void whenTwoCommandsConflictWithoutATransactionBothSucceed() {
		with(Kind.JDBC).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId id = AccountId.random();
			accounts.create(id, new Account.Open("Ada"));
			CyclicBarrier bothHaveRead = new CyclicBarrier(2);
			AtomicInteger attempts = new AtomicInteger();
			Runnable deposit = () -> accounts.update(id, (account) -> {
				if (attempts.incrementAndGet() <= 2) {
					await(bothHaveRead);
				}
				return new Account.Deposited(BigDecimal.TEN);
			});
			ExecutorService threads = Executors.newFixedThreadPool(2);
			try {
				for (Future<?> future : List.of(threads.submit(deposit), threads.submit(deposit))) {
					future.get();
				}
			}
			finally {
				threads.shutdownNow();
			}
			assertThat(attempts).hasValue(3);
			assertThat(accounts.load(id).version()).isEqualTo(3);
			assertThat(accounts.load(id).state().balance()).isEqualByComparingTo("20");
		});
	}

	@Test
	void whenATransactionIsStillOpenNoAsynchronousProjectionSeesItsEvents() {
		with(Kind.JDBC).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId open = AccountId.random();
			AccountId later = AccountId.random();
			Observer observer = context.getBean(Observer.class);
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			List<String> seen = new ArrayList<>();
			Commit commit = transaction.execute((status) -> {
				Commit first = accounts.create(open, new Account.Open("Ada")).commit();
				inAnotherThread(() -> accounts.create(later, new Account.Open("Bob")));
				seen.addAll(observer.streams);
				return first;
			});
			await(context, "observer", commit);
			assertThat(seen).doesNotContain(open.value().toString());
			assertThat(observer.streams).startsWith(open.value().toString());
		});
	}

	@Test
	void whenThereIsJpaItsTransactionManagerIsUsed() {
		with(Kind.JPA).run((context) -> assertThat(context).hasSingleBean(JpaTransactionManager.class)
			.hasSingleBean(PlatformTransactionManager.class));
	}

	private ApplicationContextRunner with(Kind kind) {
		return switch (kind) {
			case JDBC -> this.contextRunner.withBean(JdbcRows.class);
			case JPA -> this.contextRunner.withUserConfiguration(JpaConfiguration.class)
				.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
				.withPropertyValues("spring.jpa.hibernate.ddl-auto=create");
		};
	}

	private static Repository<Account, AccountId> accounts(ApplicationContext context) {
		return context.getBean(Desk.class).accounts();
	}

	private static void await(ApplicationContext context, String projection, Commit commit)
			throws InterruptedException {
		context.getBean(Projections.class).await(projection, commit.token().orElseThrow(), PATIENCE);
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void inAnotherThread(Runnable action) {
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

		private final List<String> streams = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(RecordedEvent<Account.Opened> event) {
			this.streams.add(event.stream().id());
		}

	}

	@Projection(value = "register", mode = ProjectionMode.IN_TRANSACTION)
	static class Register {

		private final JdbcClient jdbc;

		private volatile boolean jammed;

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
