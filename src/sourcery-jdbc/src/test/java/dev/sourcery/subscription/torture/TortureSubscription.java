package dev.sourcery.subscription.torture;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.FailureAction;
import dev.sourcery.subscription.Subscription;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts the events of each key, and writes each event into a journal, which shows what
 * was applied how many times and in which order. Now and then the process is killed when
 * the handler has written and the transaction has not been committed.
 */
final class TortureSubscription implements Subscription {

	static final String POISON = "poison";

	private static final int DEATHS = 5000;

	private final Kind kind;

	private final JdbcTemplate jdbc;

	private final boolean mortal;

	TortureSubscription(Kind kind, JdbcTemplate jdbc, boolean mortal) {
		this.kind = kind;
		this.jdbc = jdbc;
		this.mortal = mortal;
	}

	static void createTables(JdbcTemplate jdbc) {
		jdbc.execute("""
				create table journal (
				    id bigint generated always as identity primary key,
				    subscription text not null, key text not null, position bigint not null);
				create table counts (
				    subscription text, key text, events bigint not null, last_position bigint not null,
				    primary key (subscription, key));
				create table cured (at timestamptz);
				create table writing (until timestamptz);
				""");
	}

	@Override
	public SubscriptionKey key() {
		return this.kind.key();
	}

	@Override
	public Set<String> eventTypes() {
		return Set.of("thing.happened");
	}

	@Override
	public boolean needsMetadata() {
		return false;
	}

	@Override
	public int batchSize(int configured) {
		return configured;
	}

	@Override
	public int lanes() {
		return this.kind.lanes();
	}

	@Override
	public boolean hasOwnKeys() {
		return this.kind.byText();
	}

	@Override
	public String laneKey(RecordedEvent<?> event) {
		return this.kind.keyOf(event.stream().toString(), ((Happened) event.payload()).text());
	}

	@Override
	public FailureAction failureAction() {
		return this.kind.parking() ? FailureAction.PARK : FailureAction.BLOCK;
	}

	@Override
	public void handle(List<RecordedEvent<?>> batch) {
		for (RecordedEvent<?> event : batch) {
			if (this.kind.parking() && ((Happened) event.payload()).text().contains(POISON) && !isCured()) {
				throw new IllegalStateException("poisoned");
			}
		}
		String name = key().name();
		this.jdbc.batchUpdate("insert into journal (subscription, key, position) values (?, ?, ?)",
				batch.stream()
					.map((event) -> new Object[] { name, laneKey(event), event.position().value() })
					.toList());
		this.jdbc.batchUpdate("""
				insert into counts (subscription, key, events, last_position) values (?, ?, 1, ?)
				on conflict (subscription, key) do update
				set events = counts.events + 1, last_position = excluded.last_position
				""",
				batch.stream()
					.map((event) -> new Object[] { name, laneKey(event), event.position().value() })
					.toList());
		if (this.mortal && ThreadLocalRandom.current().nextInt(DEATHS) == 0) {
			Runtime.getRuntime().halt(9);
		}
	}

	private boolean isCured() {
		return this.jdbc.queryForObject("select exists (select from cured)", Boolean.class);
	}

	@Override
	public void reset() {
		throw new IllegalStateException("not in this test");
	}

	/**
	 * The kinds of subscriptions.
	 *
	 * @param name the name
	 * @param lanes the number of lanes at the start
	 * @param parking whether events that fail are parked
	 * @param byText whether the key of an event is the first letter of its text
	 */
	record Kind(String name, int lanes, boolean parking, boolean byText) {

		static final List<Kind> ALL = List.of(new Kind("one", 1, false, false), new Kind("two", 2, false, false),
				new Kind("four", 4, false, false), new Kind("eight", 8, false, false),
				new Kind("by-text", 3, false, true), new Kind("parking", 1, true, false),
				new Kind("parking-lanes", 4, true, false), new Kind("parking-by-text", 2, true, true));

		SubscriptionKey key() {
			return new SubscriptionKey(this.name, 1);
		}

		String keyOf(String stream, String text) {
			return this.byText ? text.substring(0, 1) : stream;
		}

	}

}
