package dev.sourcery.sample.bank.statement;

import java.util.List;

import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.web.ConsistentReads;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Statements from the projection.
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
	List<Statement.Line> statement(@PathVariable AccountId id,
			@RequestHeader(name = ConsistentReads.TOKEN, required = false) @Nullable ConsistencyToken token) {
		this.reads.await(Statement.NAME, token);
		List<Statement.Line> lines = this.statement.of(id);
		if (lines.isEmpty()) {
			// an account without movements, or no account: that is "not found"
			this.accounts.load(id);
		}
		return lines;
	}

}
