package dev.sourcery.sample.bank.account;

import java.net.URI;

import dev.sourcery.repository.Repository;
import dev.sourcery.repository.Versioned;
import dev.sourcery.sample.bank.web.CommitHeaders;
import dev.sourcery.sample.bank.web.IdempotencyKey;
import dev.sourcery.sample.bank.web.IfMatch;
import dev.sourcery.store.Commit;
import jakarta.validation.Valid;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Commands on accounts.
 */
@RestController
@RequestMapping("/accounts")
class AccountController {

	private final Repository<Account, AccountId> accounts;

	AccountController(Repository<Account, AccountId> accounts) {
		this.accounts = accounts;
	}

	@PostMapping
	ResponseEntity<AccountView> open(IfMatch ifMatch, @Valid @RequestBody OpenAccount command) {
		ifMatch.requireAbsent();
		AccountId id = AccountId.random();
		Commit commit = this.accounts.create(id, command);
		return answer(ResponseEntity.created(URI.create("/accounts/" + id)), id, commit);
	}

	@PostMapping("/{id}/deposits")
	ResponseEntity<AccountView> deposit(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key,
			@Valid @RequestBody Deposit command) {
		return answer(ResponseEntity.ok(), id, ifMatch.on(key.on(this.accounts)).update(id, command));
	}

	@PostMapping("/{id}/withdrawals")
	ResponseEntity<AccountView> withdraw(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key,
			@Valid @RequestBody Withdraw command) {
		return answer(ResponseEntity.ok(), id, ifMatch.on(key.on(this.accounts)).update(id, command));
	}

	@PostMapping("/{id}/close")
	ResponseEntity<AccountView> close(@PathVariable AccountId id, IfMatch ifMatch, IdempotencyKey key) {
		return answer(ResponseEntity.ok(), id, ifMatch.on(key.on(this.accounts)).update(id, new CloseAccount()));
	}

	// the account as this commit left it: another one may have followed
	private ResponseEntity<AccountView> answer(ResponseEntity.BodyBuilder answer, AccountId id, Commit commit) {
		Versioned<Account> account = this.accounts.atVersion(id, commit.version()).orElseThrow();
		return answer.headers(CommitHeaders.of(commit)).body(AccountView.of(account));
	}

}
