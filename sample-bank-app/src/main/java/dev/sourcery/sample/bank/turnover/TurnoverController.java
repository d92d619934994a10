package dev.sourcery.sample.bank.turnover;

import java.time.LocalDate;
import java.util.List;

import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.web.ConsistentReads;
import dev.sourcery.store.ConsistencyToken;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads the turnover of accounts from the projection.
 */
@RestController
class TurnoverController {

	private final DailyTurnover turnover;

	private final Repository<Account, AccountId> accounts;

	private final ConsistentReads reads;

	TurnoverController(DailyTurnover turnover, Repository<Account, AccountId> accounts, ConsistentReads reads) {
		this.turnover = turnover;
		this.accounts = accounts;
		this.reads = reads;
	}

	@GetMapping("/accounts/{id}/turnover")
	ResponseEntity<List<DailyTurnover.Day>> turnover(@PathVariable AccountId id,
			@RequestParam(defaultValue = "1970-01-01") LocalDate from,
			@RequestParam(defaultValue = "31") @Min(1) @Max(1000) int size,
			@RequestHeader(name = ConsistentReads.TOKEN, required = false) @Nullable ConsistencyToken token) {
		this.reads.await(DailyTurnover.NAME, token);
		// one additional day shows whether there is another page
		List<DailyTurnover.Day> days = this.turnover.of(id, from, size + 1);
		if (days.isEmpty()) {
			// an account without movements, or no account, which is answered with "not
			// found"
			this.accounts.load(id);
		}
		if (days.size() <= size) {
			return ResponseEntity.ok(days);
		}
		String next = "</accounts/%s/turnover?from=%s&size=%d>; rel=\"next\"".formatted(id, days.get(size).day(), size);
		return ResponseEntity.ok().header(HttpHeaders.LINK, next).body(days.subList(0, size));
	}

}
