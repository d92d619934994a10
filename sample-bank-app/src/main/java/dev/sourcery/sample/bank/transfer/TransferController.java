package dev.sourcery.sample.bank.transfer;

import java.net.URI;
import java.util.List;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.web.CommitHeaders;
import dev.sourcery.sample.bank.web.IfMatch;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import jakarta.validation.Valid;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes transfers on; {@link TransferProcess} carries them out.
 */
@RestController
@RequestMapping("/transfers")
class TransferController {

	private final Repository<Transfer, TransferId> transfers;

	private final Repository<Account, AccountId> accounts;

	private final EventStore store;

	TransferController(Repository<Transfer, TransferId> transfers, Repository<Account, AccountId> accounts,
			EventStore store) {
		this.transfers = transfers;
		this.accounts = accounts;
		this.store = store;
	}

	@PostMapping
	ResponseEntity<TransferView> request(IfMatch ifMatch, @Valid @RequestBody RequestTransfer command) {
		ifMatch.requireAbsent();
		// a mistyped account is the client's to mend now, not a transfer that fails later
		this.accounts.load(command.from());
		this.accounts.load(command.to());
		TransferId id = TransferId.random();
		Commit commit = this.transfers.with(Metadata.empty().withCorrelationId(id.value())).create(id, command);
		return ResponseEntity.accepted()
			.location(URI.create("/transfers/" + id))
			.headers(CommitHeaders.of(commit))
			.body(TransferView.of(this.transfers.load(id)));
	}

	@GetMapping("/{id}")
	TransferView transfer(@PathVariable TransferId id) {
		return TransferView.of(this.transfers.load(id));
	}

	// every event of the transfer carries its id as correlation id, on whatever stream
	@GetMapping("/{id}/events")
	List<TransferEntry> events(@PathVariable TransferId id) {
		this.transfers.load(id);
		EventQuery ofTransfer = EventQuery.all().metadata(Metadata.empty().withCorrelationId(id.value()));
		return this.store.readPage(ofTransfer, 100).events().stream().map(TransferEntry::of).toList();
	}

}
