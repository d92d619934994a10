package dev.sourcery.sample.bank.account;

import java.util.List;

import dev.sourcery.sample.bank.PlainText;
import dev.sourcery.sample.bank.web.ConsistentReads;
import dev.sourcery.store.ConsistencyToken;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists accounts from the projection.
 */
@RestController
class AccountListController {

	private final AccountList accounts;

	private final ConsistentReads reads;

	AccountListController(AccountList accounts, ConsistentReads reads) {
		this.accounts = accounts;
		this.reads = reads;
	}

	@GetMapping("/accounts")
	List<AccountView> list(@RequestParam(required = false) @PlainText @Nullable String owner,
			@RequestParam(defaultValue = "0") @PositiveOrZero int page,
			@RequestParam(defaultValue = "50") @Min(1) @Max(1000) int size,
			@RequestHeader(name = ConsistentReads.TOKEN, required = false) @Nullable ConsistencyToken token) {
		this.reads.await(AccountList.NAME, token);
		return this.accounts.page(owner, page, size);
	}

}
