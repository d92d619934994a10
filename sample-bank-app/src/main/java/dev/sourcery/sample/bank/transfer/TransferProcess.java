package dev.sourcery.sample.bank.transfer;

import java.util.Currency;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.repository.Repository;
import dev.sourcery.sample.bank.Refusal;
import dev.sourcery.sample.bank.account.Account;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.account.Deposit;
import dev.sourcery.sample.bank.account.GiveBack;
import dev.sourcery.sample.bank.account.Withdraw;
import dev.sourcery.sample.bank.money.Amount;
import dev.sourcery.sample.bank.transfer.TransferEvent.Completed;
import dev.sourcery.sample.bank.transfer.TransferEvent.Failed;
import dev.sourcery.sample.bank.transfer.TransferEvent.Requested;
import dev.sourcery.sample.bank.transfer.TransferEvent.Withdrawn;

/**
 * Executes transfers: withdraws the money from the source, deposits it into the target,
 * and returns it to the source if the target refuses it.
 * <p>
 * Each step is one transaction: the writes of the repositories commit together with the
 * checkpoint, so each step is executed exactly once, even if any process is killed at any
 * time. A refusal is thrown before anything is written, so the handler can react with
 * other writes. The events of a step have the correlation id of the event that it
 * handles, whose id is their causation id. A version conflict is different: it propagates
 * from the handler, the transaction is rolled back and the step is retried. There is no
 * reset handler, because transfers must not be executed again.
 */
@Projection(value = "transfer-process", batchSize = 1)
class TransferProcess {

	private final Repository<Account, AccountId> accounts;

	private final Repository<Transfer, TransferId> transfers;

	TransferProcess(Repository<Account, AccountId> accounts, Repository<Transfer, TransferId> transfers) {
		this.accounts = accounts;
		this.transfers = transfers;
	}

	@EventHandler
	void on(Requested event, RecordedEvent<?> recorded) {
		step(recorded, TransferStatus.REQUESTED, this::withdraw);
	}

	@EventHandler
	void on(Withdrawn event, RecordedEvent<?> recorded) {
		step(recorded, TransferStatus.WITHDRAWN, this::deposit);
	}

	private void step(RecordedEvent<?> cause, TransferStatus due, Step step) {
		TransferId id = new TransferId(cause.stream().id());
		Transfer transfer = this.transfers.load(id).state();
		// otherwise the step is already done, and this projection has been renamed
		if (transfer.status() == due) {
			TransferEvent outcome = step.take(id, transfer.request());
			this.transfers.update(id, (current) -> outcome);
		}
	}

	private TransferEvent withdraw(TransferId id, Requested request) {
		try {
			requireOneCurrency(request);
			this.accounts.with(TransferStep.WITHDRAWAL.commandId(id))
				.update(request.from(), new Withdraw(new Amount(request.amount()), request.reference()));
			return new Withdrawn();
		}
		catch (Refusal refusal) {
			return new Failed(refusal.code());
		}
	}

	private TransferEvent deposit(TransferId id, Requested request) {
		Amount amount = new Amount(request.amount());
		try {
			this.accounts.with(TransferStep.DEPOSIT.commandId(id))
				.update(request.to(), new Deposit(amount, request.reference()));
			return new Completed();
		}
		catch (Refusal refusal) {
			this.accounts.with(TransferStep.RETURN.commandId(id))
				.update(request.from(), new GiveBack(amount, request.reference()));
			return new Failed(refusal.code());
		}
	}

	private void requireOneCurrency(Requested request) {
		Currency source = this.accounts.load(request.from()).state().currency();
		Currency target = this.accounts.load(request.to()).state().currency();
		if (!source.equals(target)) {
			throw new CurrencyMismatch(source, target);
		}
	}

	private interface Step {

		TransferEvent take(TransferId id, Requested request);

	}

}
