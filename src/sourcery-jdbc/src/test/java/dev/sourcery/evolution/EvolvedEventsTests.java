package dev.sourcery.evolution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Upcast;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.repository.Versioned;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventPage;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.SubscriptionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that reads the events of an earlier version of itself: as aggregates, in
 * queries, and in projections that catch up and that follow.
 */
class EvolvedEventsTests {

	private static final EventTypeName BOOKED = new EventTypeName("booked", 1);

	private static final EvolutionRules RULES = EvolutionRules.none()
		.retired("printed")
		.upcasters(Upcaster.next("account.opened", 1, (json) -> json.put("currency", "EUR")),
				Upcaster.split(BOOKED, Set.of(new EventTypeName("paid-in", 1), new EventTypeName("charged", 1)),
						(json) -> List.of(
								JsonEvent.of("paid-in", 1, json.objectNode().set("amount", json.get("amount"))),
								JsonEvent.of("charged", 1, json.objectNode().set("fee", json.get("fee"))))));

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore earlier = store(EvolutionRules.none(), Before.Opened.class, Before.Booked.class,
			Before.Printed.class, Before.Closed.class);

	private final JdbcEventStore store = store(RULES, Opened.class, PaidIn.class, Charged.class, Ended.class);

	private final List<Projections> nodes = new ArrayList<>();

	@AfterEach
	void close() {
		this.nodes.forEach(Projections::stop);
		this.database.close();
	}

	@Test
	void anAggregateIsFoldedFromTheCurrentClasses() {
		append("1", new Before.Opened("ada"), new Before.Booked(10, 1), new Before.Printed());
		Repository<Account, String> accounts = new RepositoryFactory(this.store).of(AggregateType.of(Account.class));
		assertThat(accounts.find("1"))
			.hasValue(new Versioned<>(stream("1"), 3, new Account(new Opened("ada", "EUR", "ADA"), 9, false)));
		assertThat(accounts.update("1", new End()).commit().version()).isEqualTo(4);
		assertThat(accounts.history("1").<Object>map(RecordedEvent::payload))
			.containsExactly(new Opened("ada", "EUR", "ADA"), new PaidIn(10), new Charged(1), new Ended());
		assertThat(accounts.history("1").map(RecordedEvent::type)).extracting(EventTypeName::name)
			.containsExactly("account.opened", "paid-in", "charged", "account.ended");
	}

	@Test
	void aQueryOfATypeReadsAllEventsThatAreReadAsIt() {
		append("1", new Before.Opened("ada"), new Before.Booked(10, 1), new Before.Closed());
		this.store.append(stream("1"), ExpectedVersion.any(), List.of(NewEvent.of(new Opened("bob", "USD", "BOB"))));
		assertThat(ofTypes("account.opened")).containsExactly(new Opened("ada", "EUR", "ADA"),
				new Opened("bob", "USD", "BOB"));
		assertThat(ofTypes("charged")).containsExactly(new Charged(1));
		assertThat(ofTypes("account.ended")).containsExactly(new Ended());
		assertThat(ofTypes("account.closed")).containsExactly(new Ended());
		assertThat(ofTypes("booked")).isEmpty();
		assertThat(ofTypes("unknown")).isEmpty();
	}

	@Test
	void pagesLoseNoEventThoughStoredEventsAreReadAsNoneOrAsSeveral() {
		append("1", new Before.Printed(), new Before.Printed(), new Before.Printed(), new Before.Opened("ada"),
				new Before.Booked(10, 1), new Before.Printed(), new Before.Booked(20, 2), new Before.Closed());
		List<Object> read = new ArrayList<>();
		EventPage page = this.store.readPage(EventQuery.all(), 2);
		read.addAll(page.events().stream().map(RecordedEvent::payload).toList());
		while (page.next().isPresent()) {
			page = this.store.readPage(page.next().orElseThrow(), 2);
			read.addAll(page.events().stream().map(RecordedEvent::payload).toList());
		}
		assertThat(read).containsExactly(new Opened("ada", "EUR", "ADA"), new PaidIn(10), new Charged(1),
				new PaidIn(20), new Charged(2), new Ended());
	}

	@Test
	void aProjectionThatCatchesUpAndThenFollowsIsFedAllStoredTypes() throws Exception {
		append("1", new Before.Opened("ada"), new Before.Printed(), new Before.Booked(10, 1));
		Openings openings = new Openings();
		Charges charges = new Charges();
		Endings endings = new Endings();
		Projections node = start(openings, charges, endings);
		Commit last = append("1", new Before.Closed());
		awaitAll(node, last);
		// live: the earlier version still runs on another node
		append("2", new Before.Opened("bob"), new Before.Booked(20, 2));
		awaitAll(node, append("2", new Before.Closed()));
		assertThat(openings.events).containsExactly(new Opened("ada", "EUR", "ADA"), new Opened("bob", "EUR", "BOB"));
		assertThat(charges.events).containsExactlyInAnyOrder(new Charged(1), new Charged(2));
		assertThat(endings.events).containsExactly(new Ended(), new Ended());
	}

	@Test
	void aCommandThatWasStoredInAnEarlierFormIsRecognized() {
		CommandId command = new CommandId("c-1");
		this.earlier.append(List.of(new Append(stream("1"), ExpectedVersion.noStream(),
				List.of(NewEvent.of(new Before.Closed())), command)));
		Commit repeated = this.store
			.append(List
				.of(new Append(stream("1"), ExpectedVersion.noStream(), List.of(NewEvent.of(new Ended())), command)))
			.get(0);
		assertThat(repeated.version()).isEqualTo(1);
		assertThat(repeated.events()).extracting((event) -> (Object) event.payload()).containsExactly(new Ended());
		assertThat(this.store.version(stream("1"))).isEqualTo(1);
	}

	@Test
	void anEventOfAnEarlierClassIsNotStored() {
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> this.store.append(stream("1"), ExpectedVersion.any(),
					List.of(NewEvent.of(new OpenedInEuros("ada", "EUR")))))
			.withMessageContaining(Opened.class.getName());
	}

	private List<Object> ofTypes(String... names) {
		try (Stream<RecordedEvent<?>> events = this.store.readAll(EventQuery.all().eventTypes(Set.of(names)))) {
			return events.<Object>map(RecordedEvent::payload).toList();
		}
	}

	private Projections start(Object... projections) {
		SubscriptionSettings settings = SubscriptionSettings.standard();
		Projections node = new Projections(Stream.of(projections)
			.map((projection) -> ProjectionDefinition.of(projection, this.store.types()))
			.toList(), this.store, this.database.checkpoints(), settings);
		this.nodes.add(node);
		node.start();
		return node;
	}

	private static void awaitAll(Projections node, Commit commit) throws Exception {
		for (String name : List.of("openings", "charges", "endings")) {
			node.await(name, commit.token().orElseThrow(), Duration.ofSeconds(30));
		}
	}

	private Commit append(String id, Object... events) {
		return this.earlier.append(stream(id), ExpectedVersion.any(), Stream.of(events).map(NewEvent::of).toList());
	}

	private static StreamId stream(String id) {
		return new StreamId("account", id);
	}

	private JdbcEventStore store(EvolutionRules rules, Class<?>... events) {
		return new JdbcEventStore(this.database.dataSource(), this.database.transactionManager(),
				EventEvolution.of(new JsonEventSerializer(EventTypes.of(events)), rules), StoreDatabase.SCHEMA,
				AppendSettings.standard());
	}

	interface Before {

		@EventType("account.opened")
		record Opened(String owner) {

		}

		@EventType("booked")
		record Booked(int amount, int fee) {

		}

		@EventType("printed")
		record Printed() {

		}

		@EventType("account.closed")
		record Closed() {

		}

	}

	@EventType(value = "account.opened", version = 2)
	record OpenedInEuros(String owner, String currency) {

	}

	@EventType(value = "account.opened", version = 3)
	record Opened(String owner, String currency, String key) {

		@Upcast
		static Opened from(OpenedInEuros earlier) {
			return new Opened(earlier.owner(), earlier.currency(), earlier.owner().toUpperCase(Locale.ROOT));
		}

	}

	@EventType("paid-in")
	record PaidIn(int amount) {

	}

	@EventType("charged")
	record Charged(int fee) {

	}

	@EventType(value = "account.ended", aliases = "account.closed")
	record Ended() {

	}

	record End() {

	}

	@Aggregate("account")
	record Account(Opened opened, int balance, boolean ended) {

		@CommandHandler
		Ended end(End command) {
			return new Ended();
		}

		@Apply
		static Account first(Opened event) {
			return new Account(event, 0, false);
		}

		@Apply
		Account on(PaidIn event) {
			return new Account(this.opened, this.balance + event.amount(), this.ended);
		}

		@Apply
		Account on(Charged event) {
			return new Account(this.opened, this.balance - event.fee(), this.ended);
		}

		@Apply
		Account on(Ended event) {
			return new Account(this.opened, this.balance, true);
		}

	}

	@Projection("openings")
	static final class Openings {

		private final List<Opened> events = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Opened event) {
			this.events.add(event);
		}

	}

	@Projection(value = "charges", lanes = 2)
	static final class Charges {

		private final List<Charged> events = new CopyOnWriteArrayList<>();

		@OrderedBy
		String key(Charged event) {
			return String.valueOf(event.fee());
		}

		@EventHandler
		void on(Charged event) {
			this.events.add(event);
		}

	}

	@Projection("endings")
	static final class Endings {

		private final List<Ended> events = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Ended event) {
			this.events.add(event);
		}

	}

}
