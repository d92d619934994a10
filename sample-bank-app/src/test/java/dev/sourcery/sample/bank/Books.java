package dev.sourcery.sample.bank;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projections;
import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.sample.bank.account.AccountEvent;
import dev.sourcery.sample.bank.transfer.TransferEvent;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All events, folded anew and without the bank's own code, as the read models should show
 * them.
 */
final class Books {

	private final Map<StreamId, Long> versions = new LinkedHashMap<>();

	private final Map<String, Map<String, Object>> accounts = new LinkedHashMap<>();

	private final Map<String, List<Map<String, Object>>> statements = new LinkedHashMap<>();

	private final Map<String, Map<String, Map<String, Object>>> turnover = new LinkedHashMap<>();

	private final Map<String, TransferEvent> transfers = new LinkedHashMap<>();

	private final Map<String, TransferEvent.Requested> requests = new LinkedHashMap<>();

	private long events;

	private long position;

	static Books of(EventStore store) {
		Books books = new Books();
		try (Stream<RecordedEvent<?>> all = store.readAll(EventQuery.all())) {
			all.forEachOrdered(books::add);
		}
		return books;
	}

	private void add(RecordedEvent<?> event) {
		assertThat(event.version()).as("version of %s", event)
			.isEqualTo(this.versions.merge(event.stream(), 1L, Long::sum));
		assertThat(event.position().value()).as("position of %s", event).isGreaterThan(this.position);
		this.position = event.position().value();
		this.events++;
		if (event.payload() instanceof TransferEvent payload) {
			this.transfers.put(event.stream().id(), payload);
			if (payload instanceof TransferEvent.Requested request) {
				this.requests.put(event.stream().id(), request);
			}
		}
		else {
			addToAccount(event, (AccountEvent) event.payload());
		}
	}

	private void addToAccount(RecordedEvent<?> event, AccountEvent payload) {
		String id = event.stream().id();
		if (payload instanceof AccountEvent.Opened opened) {
			this.accounts.put(id, new LinkedHashMap<>(Map.of("id", id, "owner", opened.owner(), "currency",
					opened.currency().getCurrencyCode(), "balance", "0.00", "status", "OPEN")));
			this.statements.put(id, new ArrayList<>());
			this.turnover.put(id, new TreeMap<>());
		}
		else if (payload instanceof AccountEvent.FundsDeposited deposited) {
			move(event, deposited.amount(), deposited.reference());
		}
		else if (payload instanceof AccountEvent.FundsWithdrawn withdrawn) {
			move(event, withdrawn.amount().negate(), withdrawn.reference());
		}
		else if (payload instanceof AccountEvent.FundsReturned returned) {
			move(event, returned.amount(), returned.reference());
		}
		else {
			this.accounts.get(id).put("status", "CLOSED");
		}
		this.accounts.get(id).put("version", event.version());
	}

	private void move(RecordedEvent<?> event, BigDecimal change, String reference) {
		String id = event.stream().id();
		BigDecimal balance = balance(id).add(change);
		assertThat(balance).as("balance after %s", event).isNotNegative();
		this.accounts.get(id).put("balance", balance.toPlainString());
		this.accounts.get(id).put("status", "OPEN");
		Map<String, Object> line = new LinkedHashMap<>();
		line.put("version", event.version());
		line.put("recordedAt", event.recordedAt().toString());
		line.put("type", event.type().name());
		line.put("reference", reference);
		line.put("amount", change.toPlainString());
		line.put("balance", balance.toPlainString());
		this.statements.get(id).add(line);
		turnOver(event, change);
	}

	private void turnOver(RecordedEvent<?> event, BigDecimal change) {
		Map<String, Object> day = this.turnover.get(event.stream().id())
			.computeIfAbsent(event.recordedAt().toString().substring(0, 10), (date) -> new LinkedHashMap<>(
					Map.of("day", date, "movements", 0, "deposited", "0.00", "withdrawn", "0.00")));
		day.compute("movements", (key, number) -> (int) number + 1);
		day.compute((change.signum() < 0) ? "withdrawn" : "deposited",
				(key, sum) -> new BigDecimal((String) sum).add(change.abs()).toPlainString());
	}

	long events() {
		return this.events;
	}

	BigDecimal balance(String account) {
		return new BigDecimal((String) this.accounts.get(account).get("balance"));
	}

	/**
	 * The money in all accounts of a currency.
	 */
	Map<String, BigDecimal> money() {
		Map<String, BigDecimal> money = new TreeMap<>();
		this.accounts
			.forEach((id, account) -> money.merge((String) account.get("currency"), balance(id), BigDecimal::add));
		return money;
	}

	/**
	 * The movements of an account that carry a reference, by their types.
	 */
	List<String> movements(String account, String reference) {
		return this.statements.get(account)
			.stream()
			.filter((line) -> reference.equals(line.get("reference")))
			.map((line) -> line.get("type") + " " + line.get("amount"))
			.toList();
	}

	Set<String> references() {
		return this.statements.values()
			.stream()
			.flatMap(List::stream)
			.map((line) -> (String) line.get("reference"))
			.collect(Collectors.toSet());
	}

	/**
	 * The transfers by the id, each with what happened to it last.
	 */
	Map<String, TransferEvent> transfers() {
		return this.transfers;
	}

	TransferEvent.Requested request(String transfer) {
		return this.requests.get(transfer);
	}

	boolean hasTransfersUnderWay() {
		return this.transfers.values()
			.stream()
			.anyMatch((last) -> last instanceof TransferEvent.Requested || last instanceof TransferEvent.Withdrawn);
	}

	/**
	 * Compares every read model to these books, once it has all their events.
	 */
	void assertReadModelsAgree(ApplicationContext context, BankClient client) throws InterruptedException {
		ConsistencyToken all = new ConsistencyToken(new Position(this.position));
		for (String projection : List.of("account-list", "statement", "bank-totals", "daily-turnover")) {
			context.getBean(Projections.class).await(projection, all, Duration.ofMinutes(2));
		}
		assertThat(client.get("/bank").expect(200).json()).isEqualTo(BankClient.json(bank()));
		assertThat(allPages(client)).isEqualTo(BankClient.json(this.accounts.values()
			.stream()
			.sorted(Comparator.comparing((Map<String, Object> account) -> (String) account.get("owner"))
				.thenComparing((account) -> (String) account.get("id")))
			.toList()));
		this.statements
			.forEach((account, lines) -> assertThat(allPages(client, "/accounts/%s/statement".formatted(account)))
				.isEqualTo(BankClient.json(lines)));
		this.turnover
			.forEach((account, days) -> assertThat(allPages(client, "/accounts/%s/turnover".formatted(account)))
				.isEqualTo(BankClient.json(days.values())));
		this.accounts.forEach((id, account) -> assertThat(client.get("/accounts/" + id).expect(200).json())
			.isEqualTo(BankClient.json(account)));
	}

	private Map<String, Object> bank() {
		Map<String, String> money = new TreeMap<>();
		money().forEach((currency, amount) -> money.put(currency, amount.toPlainString()));
		return Map.of("accounts", this.accounts.size(), "money", money, "eventsApplied", this.events, "position",
				this.position);
	}

	private static List<Map<String, Object>> allPages(BankClient client, String first) {
		List<Map<String, Object>> all = new ArrayList<>();
		for (String path = first; path != null;) {
			Answer page = client.get(path).expect(200);
			all.addAll(page.array());
			path = page.next();
		}
		return all;
	}

	private static List<Map<String, Object>> allPages(BankClient client) {
		List<Map<String, Object>> all = new ArrayList<>();
		List<Map<String, Object>> page;
		for (int number = 0; !(page = client.get("/accounts?size=20&page=" + number).expect(200).array())
			.isEmpty(); number++) {
			all.addAll(page);
		}
		return all;
	}

}
