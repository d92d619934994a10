package dev.sourcery.sample.bank.statement;

import java.util.List;

import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.web.ConsistentReads;
import dev.sourcery.store.ConsistencyToken;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads statements from the projection.
 */
@RestController
class StatementController {

	private final Statement statement;

	private final Repository<Account, AccountId> accounts;

	private final ConsistentReads reads;

	StatementController(Statement statement, Repository<Account, AccountId> accounts, ConsistentReads reads) {
		this.statement = statement;
		this.accounts = accounts;
		this.reads = reads;
	}

	@GetMapping("/accounts/{id}/statement")
	ResponseEntity<List<Statement.Line>> statement(@PathVariable AccountId id,
			@RequestParam(defaultValue = "0") @PositiveOrZero long after,
			@RequestParam(defaultValue = "100") @Min(1) @Max(1000) int size,
			@RequestHeader(name = ConsistentReads.TOKEN, required = false) @Nullable ConsistencyToken token) {
		this.reads.await(Statement.NAME, token);
		// one additional line shows whether there is another page
		List<Statement.Line> lines = this.statement.of(id, after, size + 1);
		if (lines.isEmpty()) {
			// an account without movements, or no account, which is answered with "not
			// found"
			this.accounts.load(id);
		}
		if (lines.size() <= size) {
			return ResponseEntity.ok(lines);
		}
		String next = "</accounts/%s/statement?after=%d&size=%d>; rel=\"next\"".formatted(id,
				lines.get(size - 1).version(), size);
		return ResponseEntity.ok().header(HttpHeaders.LINK, next).body(lines.subList(0, size));
	}

}
