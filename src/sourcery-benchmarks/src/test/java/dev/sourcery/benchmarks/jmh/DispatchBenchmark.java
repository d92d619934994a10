package dev.sourcery.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.aggregate.CommandMessage;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.ObjectReader;

/**
 * Dispatch of commands and events, and decoding, beside handwritten Java.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class DispatchBenchmark {

	private static final int EVENTS = 1000;

	private static final String JSON = "{\"owner\":\"Ada Lovelace\",\"cents\":12345,\"reference\":\"rent of May\"}";

	private static final EventTypeName TYPE = new EventTypeName("jmh.deposited", 1);

	private final AggregateType<Account> type = AggregateType.of(Account.class);

	private final JsonEventSerializer serializer = new JsonEventSerializer(
			EventTypes.of(Opened.class, Deposited.class, Withdrawn.class));

	private final ObjectReader reader = JsonEventSerializer.storing().build().readerFor(Deposited.class);

	private final List<Object> events = events();

	private final Account account = new Account(100);

	private final CommandMessage command = new CommandMessage(new Deposit(5), "1", new StreamId("jmh", "1"),
			Metadata.empty());

	private static List<Object> events() {
		List<Object> events = new ArrayList<>();
		events.add(new Opened("Ada"));
		for (int i = 1; i < EVENTS; i++) {
			events.add((i % 3 == 0) ? new Withdrawn(i) : new Deposited("Ada", i, "x"));
		}
		return events;
	}

	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public Account foldBySourcery() {
		Account state = null;
		for (Object event : this.events) {
			state = this.type.apply(state, event);
		}
		return Objects.requireNonNull(state);
	}

	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public Account foldByHand() {
		Account state = null;
		for (Object event : this.events) {
			if (event instanceof Deposited deposited) {
				state = Objects.requireNonNull(state).on(deposited);
			}
			else if (event instanceof Withdrawn withdrawn) {
				state = Objects.requireNonNull(state).on(withdrawn);
			}
			else {
				state = Account.on((Opened) event);
			}
		}
		return Objects.requireNonNull(state);
	}

	@Benchmark
	public List<Object> dispatchBySourcery() {
		return this.type.decide(this.account, this.command);
	}

	@Benchmark
	public List<Object> dispatchByHand() {
		if (this.command.command() instanceof Deposit deposit) {
			return List.of(this.account.deposit(deposit));
		}
		throw new IllegalStateException();
	}

	@Benchmark
	public Object decodeBySourcery() {
		return this.serializer.read(TYPE, JSON);
	}

	@Benchmark
	public Object decodeByHand() {
		return this.reader.readValue(JSON);
	}

	@EventType("jmh.opened")
	public record Opened(String owner) {

	}

	@EventType("jmh.deposited")
	public record Deposited(String owner, long cents, String reference) {

	}

	@EventType("jmh.withdrawn")
	public record Withdrawn(long cents) {

	}

	public record Deposit(long cents) {

	}

	@Aggregate("jmh")
	public record Account(long cents) {

		@CommandHandler
		Deposited deposit(Deposit command) {
			return new Deposited("Ada", command.cents(), "x");
		}

		@Apply
		static Account on(Opened event) {
			return new Account(0);
		}

		@Apply
		Account on(Deposited event) {
			return new Account(this.cents + event.cents());
		}

		@Apply
		Account on(Withdrawn event) {
			return new Account(this.cents - event.cents());
		}

	}

}
