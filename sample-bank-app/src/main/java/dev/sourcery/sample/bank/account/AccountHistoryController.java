package dev.sourcery.sample.bank.account;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.Versioned;
import dev.sourcery.sample.bank.web.ProblemException;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamQuery;
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

	private final EventStore events;

	AccountHistoryController(Repository<Account, AccountId> accounts, EventStore events) {
		this.accounts = accounts;
		this.events = events;
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
		StreamQuery page = StreamQuery.of(this.accounts.load(id).stream()).from(after + 1).limit(limit);
		try (Stream<RecordedEvent<?>> recorded = this.events.read(page)) {
			return recorded.map(AuditEntry::of).toList();
		}
	}

	private static ResponseEntity<AccountView> answer(Versioned<Account> account) {
		return ResponseEntity.ok().eTag("\"%d\"".formatted(account.version())).body(AccountView.of(account));
	}

}
