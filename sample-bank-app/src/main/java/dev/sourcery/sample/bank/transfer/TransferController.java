package dev.sourcery.sample.bank.transfer;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.transfer.TransferEvent.Requested;
import dev.sourcery.sample.bank.web.CommitHeaders;
import dev.sourcery.sample.bank.web.IdempotencyKey;
import dev.sourcery.sample.bank.web.IfMatch;
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
 * Accepts transfers, which {@link TransferProcess} executes.
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
	ResponseEntity<TransferView> request(IfMatch ifMatch, IdempotencyKey key,
			@Valid @RequestBody RequestTransfer command) {
		ifMatch.requireAbsent();
		// rejects a mistyped account now, rather than accepting a transfer that fails
		// later
		this.accounts.load(command.from());
		this.accounts.load(command.to());
		TransferId id = new TransferId(key.newId("POST /transfers"));
		Change<Transfer> change = key.on(this.transfers)
			.with(Metadata.empty().withCorrelationId(id.value()))
			.create(id, command);
		return ResponseEntity.accepted()
			.location(URI.create("/transfers/" + id))
			.headers(CommitHeaders.of(change.commit()))
			.body(TransferView.of(id, change.state()));
	}

	@GetMapping("/{id}")
	TransferView transfer(@PathVariable TransferId id) {
		return TransferView.of(id, this.transfers.load(id).state());
	}

	// There are at most six events, so there are no pages. Each is found by its key:
	// three in the stream of the transfer and up to three movements by their ids. A query
	// by correlation id would scan the whole store; "explain" shows "Index Scan using
	// events_stream_version" and "Index Scan using events_event_id" for these queries.
	@GetMapping("/{id}/events")
	List<TransferEntry> events(@PathVariable TransferId id) {
		Requested request = this.transfers.load(id).state().request();
		try (Stream<RecordedEvent<?>> own = this.transfers.history(id)) {
			return Stream.concat(own, movements(id, request))
				.sorted(Comparator.comparing(RecordedEvent::position))
				.map(TransferEntry::of)
				.toList();
		}
	}

	private Stream<RecordedEvent<?>> movements(TransferId id, Requested request) {
		return Stream.of(TransferStep.values()).flatMap((step) -> this.store.find(step.eventId(id, request)).stream());
	}

}
