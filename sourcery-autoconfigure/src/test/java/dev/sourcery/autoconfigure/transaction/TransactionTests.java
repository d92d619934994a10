package dev.sourcery.autoconfigure.transaction;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.Commit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Events, rows and read models in one transaction, be it of JDBC or of JPA.
 */
class TransactionTests extends TransactionFixture {

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

}
