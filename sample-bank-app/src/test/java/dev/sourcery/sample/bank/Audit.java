package dev.sourcery.sample.bank;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.sample.bank.Request.Kind;
import dev.sourcery.sample.bank.Request.Outcome;
import dev.sourcery.sample.bank.transfer.TransferEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the books against what customers say.
 */
final class Audit {

	private final Books books;

	private final List<Request> requests;

	private final Map<String, List<String>> transfersByReference;

	Audit(Books books, List<Request> requests) {
		this.books = books;
		this.requests = requests;
		this.transfersByReference = books.transfers()
			.keySet()
			.stream()
			.collect(Collectors.groupingBy((id) -> books.request(id).reference()));
	}

	void assertEveryRequestIsDoneOnceOrNotAtAll() {
		Set<String> references = new HashSet<>();
		for (Request request : this.requests) {
			assertThat(references.add(request.reference())).isTrue();
			if (request.kind() == Kind.TRANSFER) {
				checkTransfer(request);
			}
			else {
				checkMovement(request);
			}
		}
		assertThat(this.books.references()).as("movements nobody asked for").isSubsetOf(references);
	}

	private void checkMovement(Request request) {
		String movement = (request.kind() == Kind.DEPOSIT) ? "account.funds-deposited " + request.amount()
				: "account.funds-withdrawn -" + request.amount();
		assertThat(this.books.movements(request.account(), request.reference())).as("%s", request)
			.isIn(possible(request, List.of(movement)));
	}

	private void checkTransfer(Request request) {
		List<String> ids = this.transfersByReference.getOrDefault(request.reference(), List.of());
		assertThat(ids.size()).as("%s", request).isIn(possible(request, 1, 0));
		List<String> source = this.books.movements(request.account(), request.reference());
		List<String> target = this.books.movements(request.target(), request.reference());
		String withdrawn = "account.funds-withdrawn -" + request.amount();
		if (ids.isEmpty()) {
			assertThat(source).as("%s", request).isEmpty();
			assertThat(target).as("%s", request).isEmpty();
		}
		else if (this.books.transfers().get(ids.get(0)) instanceof TransferEvent.Completed) {
			assertThat(source).as("%s", request).containsExactly(withdrawn);
			assertThat(target).as("%s", request).containsExactly("account.funds-deposited " + request.amount());
		}
		else {
			assertThat(this.books.transfers().get(ids.get(0))).isInstanceOf(TransferEvent.Failed.class);
			assertThat(source).as("%s", request)
				.isIn(List.of(), List.of(withdrawn, "account.funds-returned " + request.amount()));
			assertThat(target).as("%s", request).isEmpty();
		}
	}

	private static List<Object> possible(Request request, List<String> done) {
		return possible(request, done, List.of());
	}

	private static List<Object> possible(Request request, Object done, Object notDone) {
		return switch (request.outcome()) {
			case ACKNOWLEDGED -> List.of(done);
			case REFUSED -> List.of(notDone);
			case UNKNOWN -> List.of(done, notDone);
		};
	}

	/**
	 * Only requests that were cut off may make a difference.
	 */
	void assertMoneyIsConserved() {
		BigDecimal acknowledged = sum(Kind.DEPOSIT, Outcome.ACKNOWLEDGED)
			.subtract(sum(Kind.WITHDRAWAL, Outcome.ACKNOWLEDGED));
		BigDecimal money = this.books.money().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
		assertThat(money).isBetween(acknowledged.subtract(sum(Kind.WITHDRAWAL, Outcome.UNKNOWN)),
				acknowledged.add(sum(Kind.DEPOSIT, Outcome.UNKNOWN)));
	}

	private BigDecimal sum(Kind kind, Outcome outcome) {
		return this.requests.stream()
			.filter((request) -> request.is(kind, outcome))
			.map(Request::amount)
			.reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	/**
	 * An audit of nothing proves nothing.
	 */
	void assertEverythingHasOccurred() {
		for (Kind kind : Kind.values()) {
			assertThat(this.requests).as("acknowledged").anyMatch((request) -> request.is(kind, Outcome.ACKNOWLEDGED));
		}
		assertThat(this.books.transfers().values()).hasAtLeastOneElementOfType(TransferEvent.Completed.class)
			.contains(new TransferEvent.Failed("insufficient-funds"), new TransferEvent.Failed("account-closed"),
					new TransferEvent.Failed("currency-mismatch"));
	}

}
