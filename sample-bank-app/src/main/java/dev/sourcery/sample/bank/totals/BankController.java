package dev.sourcery.sample.bank.totals;

import dev.sourcery.sample.bank.web.ConsistentReads;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads the totals of the bank from the projection.
 */
@RestController
class BankController {

	private final BankTotals totals;

	private final ConsistentReads reads;

	BankController(BankTotals totals, ConsistentReads reads) {
		this.totals = totals;
		this.reads = reads;
	}

	@GetMapping("/bank")
	BankView bank(@RequestHeader(name = ConsistentReads.TOKEN, required = false) @Nullable ConsistencyToken token) {
		this.reads.await(BankTotals.NAME, token);
		return BankView.of(this.totals.rows());
	}

}
