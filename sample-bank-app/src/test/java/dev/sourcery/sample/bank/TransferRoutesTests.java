package dev.sourcery.sample.bank;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.sample.bank.account.AccountEvent;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.transfer.TransferEvent;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@BankTest
class TransferRoutesTests {

	private final BankClient bank;

	private final EventStore store;

	TransferRoutesTests(@LocalServerPort int port, EventStore store) {
		this.bank = new BankClient(port);
		this.store = store;
	}

	@Test
	void whenBothAccountsAgreeTheMoneyIsMoved() {
		String ada = accountWith("100.00");
		String bob = accountWith("1.00");
		Answer transfer = this.bank.transfer(ada, bob, "40.00").expect(202);
		String id = transfer.text("id");
		assertThat(transfer.header("Location")).isEqualTo("/transfers/" + id);
		assertThat(transfer.token()).isNotEmpty();
		assertThat(transfer.object()).containsEntry("status", "REQUESTED");
		Answer settled = this.bank.settled(transfer);
		assertThat(settled.object()).containsEntry("id", id)
			.containsEntry("from", ada)
			.containsEntry("to", bob)
			.containsEntry("amount", "40.00")
			.containsEntry("status", "COMPLETED")
			.containsEntry("reason", null);
		assertThat(balance(ada)).isEqualTo("60.00");
		assertThat(balance(bob)).isEqualTo("41.00");
	}

	@Test
	void tellsWhatCausedEachEvent() {
		String ada = accountWith("100.00");
		String bob = accountWith("1.00");
		Answer transfer = this.bank.transfer(ada, bob, "40.00");
		this.bank.settled(transfer);
		String id = transfer.text("id");
		List<RecordedEvent<?>> steps = events("transfer", id);
		assertThat(steps).extracting((event) -> event.type().name())
			.containsExactly("transfer.requested", "transfer.withdrawn", "transfer.completed");
		assertThat(steps).extracting((event) -> event.metadata().correlationId()).containsOnly(id);
		List<RecordedEvent<?>> source = events("account", ada);
		List<RecordedEvent<?>> target = events("account", bob);
		assertThat(source.get(2).metadata()).usingRecursiveComparison()
			.ignoringFields("entries")
			.isEqualTo(causedBy(steps.get(0), id));
		assertThat(steps.get(1).metadata()).isEqualTo(causedBy(steps.get(0), id));
		assertThat(target.get(2).metadata()).usingRecursiveComparison()
			.ignoringFields("entries")
			.isEqualTo(causedBy(steps.get(1), id));
		assertThat(steps.get(2).metadata()).isEqualTo(causedBy(steps.get(1), id));
	}

	@Test
	void listsWhatATransferHasLedToOnAllStreams() {
		String ada = accountWith("100.00");
		String bob = accountWith("1.00");
		Answer transfer = this.bank.transfer(ada, bob, "40.00");
		this.bank.settled(transfer);
		String id = transfer.text("id");
		await().untilAsserted(() -> assertThat(this.bank.get("/transfers/%s/events".formatted(id)).expect(200).array())
			.extracting((entry) -> entry.get("stream") + " " + entry.get("type"))
			.containsExactlyInAnyOrder("transfer/%s transfer.requested".formatted(id),
					"account/%s account.funds-withdrawn".formatted(ada), "transfer/%s transfer.withdrawn".formatted(id),
					"account/%s account.funds-deposited".formatted(bob),
					"transfer/%s transfer.completed".formatted(id)));
		this.bank.get("/transfers/nobody/events").expectProblem(404, "transfer-not-found");
	}

	@Test
	void whenTheSourceRefusesTheTransferFails() {
		String ada = accountWith("10.00");
		String bob = accountWith("1.00");
		assertFailed(this.bank.transfer(ada, bob, "10.01"), "insufficient-funds");
		assertThat(balance(ada)).isEqualTo("10.00");
		assertThat(balance(bob)).isEqualTo("1.00");
	}

	@Test
	void whenTheTargetRefusesTheMoneyIsGivenBack() {
		String ada = accountWith("10.00");
		String bob = this.bank.open("Bob", "EUR");
		this.bank.post("/accounts/%s/close".formatted(bob), null).expect(200);
		assertFailed(this.bank.transfer(ada, bob, "10.00"), "account-closed");
		assertThat(balance(ada)).isEqualTo("10.00");
		assertThat(balance(bob)).isEqualTo("0.00");
		assertThat(events("account", ada)).extracting((event) -> event.type().name())
			.containsExactly("account.opened", "account.funds-deposited", "account.funds-withdrawn",
					"account.funds-returned");
	}

	@Test
	void whenTheSourceIsClosedMeanwhileTheMoneyIsGivenBackAllTheSame() {
		String bob = this.bank.open("Bob", "EUR");
		this.bank.post("/accounts/%s/close".formatted(bob), null).expect(200);
		BigDecimal amount = new BigDecimal("7.00");
		// as if it had been closed between two steps of the transfer
		this.store.append(List.of(
				append(new StreamId("account", "closed-meanwhile"),
						new AccountEvent.Opened("Ada", Currency.getInstance("EUR")),
						new AccountEvent.FundsDeposited(amount, null), new AccountEvent.FundsWithdrawn(amount, null),
						new AccountEvent.Closed()),
				append(new StreamId("transfer", "under-way"),
						new TransferEvent.Requested(new AccountId("closed-meanwhile"), new AccountId(bob), amount,
								null),
						new TransferEvent.Withdrawn())));
		Answer settled = this.bank.settledAt("/transfers/under-way");
		assertThat(settled.object()).containsEntry("status", "FAILED").containsEntry("reason", "account-closed");
		assertThat(this.bank.get("/accounts/closed-meanwhile").object()).containsEntry("balance", "7.00")
			.containsEntry("status", "OPEN");
		this.bank.withdraw("closed-meanwhile", "7.00").expect(200);
	}

	@Test
	void whenCurrenciesDifferTheTransferFails() {
		String ada = accountWith("10.00");
		String bob = this.bank.open("Bob", "USD");
		assertFailed(this.bank.transfer(ada, bob, "1.00"), "currency-mismatch");
		assertThat(balance(ada)).isEqualTo("10.00");
	}

	@Test
	void whenAnAccountIsMissingThereIsNoTransfer() {
		String ada = accountWith("10.00");
		this.bank.transfer(ada, "nobody", "1.00").expectProblem(404, "account-not-found");
		this.bank.transfer("nobody", ada, "1.00").expectProblem(404, "account-not-found");
	}

	@Test
	void whenBothAccountsAreTheSameThereIsNoTransfer() {
		String ada = accountWith("10.00");
		this.bank.transfer(ada, ada, "1.00").expectProblem(422, "same-account");
	}

	@Test
	void whenNothingExistsYetNoVersionMatches() {
		String ada = accountWith("10.00");
		this.bank
			.post("/transfers", "{\"from\":\"%s\",\"to\":\"other\",\"amount\":\"1.00\"}".formatted(ada), "If-Match",
					"\"1\"")
			.expectProblem(412, "version-moved");
	}

	@Test
	void whenThereIsNoSuchTransferItIsNotFound() {
		this.bank.get("/transfers/nothing").expectProblem(404, "transfer-not-found");
	}

	@Test
	void whenAClientNamesTheStepsOfATransferItIsRefused() {
		String ada = accountWith("10.00");
		this.bank
			.post("/accounts/%s/deposits".formatted(ada), "{\"amount\":\"1.00\"}", "Idempotency-Key",
					"bank:transfer/x/withdrawal")
			.expectProblem(400, "invalid-idempotency-key");
	}

	private String accountWith(String amount) {
		String id = this.bank.open("Ada", "EUR");
		this.bank.deposit(id, amount).expect(200);
		return id;
	}

	private String balance(String account) {
		return this.bank.get("/accounts/" + account).text("balance");
	}

	private void assertFailed(Answer transfer, String reason) {
		assertThat(this.bank.settled(transfer).object())
			.containsAllEntriesOf(Map.of("status", "FAILED", "reason", reason));
	}

	private List<RecordedEvent<?>> events(String type, String id) {
		try (Stream<RecordedEvent<?>> events = this.store.read(StreamQuery.of(new StreamId(type, id)))) {
			return events.toList();
		}
	}

	private static Metadata causedBy(RecordedEvent<?> cause, String correlationId) {
		return Metadata.empty().withCausationId(cause.eventId().toString()).withCorrelationId(correlationId);
	}

	private static Append append(StreamId stream, Object... events) {
		return new Append(stream, ExpectedVersion.noStream(), Stream.of(events).map(NewEvent::of).toList());
	}

}
