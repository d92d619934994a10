package dev.sourcery.sample.bank.account;

import java.time.Instant;
import java.util.List;

import dev.sourcery.repository.Repository;
import dev.sourcery.repository.StateDifference.FieldChange;
import dev.sourcery.repository.Versioned;
import dev.sourcery.sample.bank.web.ProblemException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads accounts from their events, both the current state and past states.
 */
@RestController
@RequestMapping("/accounts/{id}")
class AccountHistoryController {

	private final Repository<Account, AccountId> accounts;

	AccountHistoryController(Repository<Account, AccountId> accounts) {
		this.accounts = accounts;
	}

	@GetMapping(params = { "!version", "!asOf" })
	ResponseEntity<AccountView> current(@PathVariable AccountId id) {
		return answer(this.accounts.load(id));
	}

	@GetMapping(params = { "version", "!asOf" })
	ResponseEntity<AccountView> atVersion(@PathVariable AccountId id, @RequestParam @Positive long version) {
		return answer(this.accounts.atVersion(id, version)
			.orElseThrow(
					() -> ProblemException.notFound("There is no version %d of account %s".formatted(version, id))));
	}

	@GetMapping(params = { "asOf", "!version" })
	ResponseEntity<AccountView> asOf(@PathVariable AccountId id, @RequestParam Instant asOf) {
		return answer(this.accounts.asOf(id, asOf)
			.orElseThrow(() -> ProblemException.notFound("There was no account %s at %s".formatted(id, asOf))));
	}

	@GetMapping("/events")
	List<AuditEntry> events(@PathVariable AccountId id,
			@RequestParam(defaultValue = "0") @PositiveOrZero @Max(Long.MAX_VALUE - 1) long after,
			@RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit) {
		this.accounts.load(id);
		return this.accounts.history(id, after, limit).stream().map(AuditEntry::of).toList();
	}

	@GetMapping("/diff")
	List<FieldChange> diff(@PathVariable AccountId id, @RequestParam @PositiveOrZero long from,
			@RequestParam @PositiveOrZero long to) {
		return this.accounts.difference(id, from, to)
			.orElseThrow(() -> ProblemException
				.notFound("There is no version %d or no version %d of account %s".formatted(from, to, id)))
			.changes();
	}

	private static ResponseEntity<AccountView> answer(Versioned<Account> account) {
		return ResponseEntity.ok().eTag("\"%d\"".formatted(account.version())).body(AccountView.of(account));
	}

}
