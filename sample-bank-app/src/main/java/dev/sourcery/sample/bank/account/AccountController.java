package dev.sourcery.sample.bank.account;

import java.net.URI;

import dev.sourcery.repository.Change;
import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.web.CommitHeaders;
import dev.sourcery.sample.bank.web.IdempotencyKey;
import dev.sourcery.sample.bank.web.IfMatch;
import jakarta.validation.Valid;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Handles commands on accounts.
 */
@RestController
@RequestMapping("/accounts")
class AccountController {

	private final Repository<Account, AccountId> accounts;

	AccountController(Repository<Account, AccountId> accounts) {
		this.accounts = accounts;
	}

	@PostMapping
	ResponseEntity<AccountView> open(IfMatch ifMatch, IdempotencyKey key, @Valid @RequestBody OpenAccount command) {
		ifMatch.requireAbsent();
		AccountId id = new AccountId(key.newId("POST /accounts"));
		return answer(ResponseEntity.created(URI.create("/accounts/" + id)), key.on(this.accounts).create(id, command));
	}

	@PostMapping("/{id}/deposits")
	ResponseEntity<AccountView> deposit(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key,
			@Valid @RequestBody Deposit command) {
		return answer(ResponseEntity.ok(), ifMatch.on(key.on(this.accounts)).update(id, command));
	}

	@PostMapping("/{id}/withdrawals")
	ResponseEntity<AccountView> withdraw(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key,
			@Valid @RequestBody Withdraw command) {
		return answer(ResponseEntity.ok(), ifMatch.on(key.on(this.accounts)).update(id, command));
	}

	@PostMapping("/{id}/close")
	ResponseEntity<AccountView> close(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key) {
		return answer(ResponseEntity.ok(), ifMatch.on(key.on(this.accounts)).update(id, new CloseAccount()));
	}

	// from the change only: a read after the commit might fail, and the client would
	// conclude that the write has failed
	private static ResponseEntity<AccountView> answer(ResponseEntity.BodyBuilder answer, Change<Account> change) {
		return answer.headers(CommitHeaders.of(change.commit())).body(AccountView.of(change));
	}

}
