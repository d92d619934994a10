package dev.sourcery.store.jdbc.oracle;

import java.util.List;
import java.util.UUID;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.jdbc.oracle.Fault.Kind;
import dev.sourcery.store.jdbc.oracle.Written.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The oracle sees what it is there to see.
 */
class VerdictTests {

	private final Delivered first = new Delivered(1, UUID.randomUUID(), new StreamId("thing", "s"), 1);

	private final Delivered second = new Delivered(3, UUID.randomUUID(), new StreamId("thing", "s"), 2);

	private final Delivered other = new Delivered(4, UUID.randomUUID(), new StreamId("thing", "t"), 1);

	private final List<Delivered> stored = List.of(this.first, this.second, this.other);

	@Test
	void everythingOnceAndInOrderIsWithoutFault() {
		assertThat(faults(this.first, this.second, this.other)).isEmpty();
	}

	@Test
	void whatAReaderDidNotGetIsMissed() {
		assertThat(faults(this.first, this.second)).containsExactly(new Fault(Kind.MISSED, this.other));
	}

	@Test
	void whatAReaderGotTwiceIsDoubled() {
		assertThat(faults(this.first, this.second, this.other, this.other))
			.contains(new Fault(Kind.DOUBLED, this.other));
	}

	@Test
	void whatIsNotStoredIsInvented() {
		Delivered never = new Delivered(5, UUID.randomUUID(), new StreamId("thing", "u"), 1);
		assertThat(faults(this.first, this.second, this.other, never)).containsExactly(new Fault(Kind.INVENTED, never));
	}

	@Test
	void versionsInAnotherOrderAreDisordered() {
		assertThat(faults(this.second, this.first, this.other)).contains(new Fault(Kind.DISORDERED, this.second));
	}

	@Test
	void positionsInAnotherOrderAreDisordered() {
		assertThat(faults(this.first, this.other, this.second))
			.containsExactly(new Fault(Kind.DISORDERED, this.second));
	}

	@Test
	void whatWasCommittedButIsNotStoredIsLost() {
		Written lost = new Written(UUID.randomUUID(), 1, 2, Outcome.COMMITTED);
		assertThat(faults(lost)).containsExactly(new Fault(Kind.LOST, lost));
	}

	@Test
	void whatWasRolledBackButIsStoredIsResurrected() {
		Written rolledBack = new Written(this.first.eventId(), 1, 2, Outcome.ROLLED_BACK);
		assertThat(faults(rolledBack)).containsExactly(new Fault(Kind.RESURRECTED, rolledBack));
	}

	@Test
	void whatIsNotKnownMayBeEither() {
		assertThat(faults(new Written(this.first.eventId(), 1, 2, Outcome.UNKNOWN),
				new Written(UUID.randomUUID(), 1, 2, Outcome.UNKNOWN)))
			.isEmpty();
	}

	@Test
	void whatBeganLaterButStandsBeforeWhatHadBeenCommittedOvertook() {
		assertThat(faults(written(this.first, 10, 11), written(this.second, 20, 30), written(this.other, 1, 9)))
			.extracting(Fault::kind)
			.containsExactly(Kind.OVERTOOK);
	}

	@Test
	void whatOverlapsMayStandInAnyOrder() {
		assertThat(faults(written(this.first, 10, 11), written(this.second, 8, 30), written(this.other, 1, 10)))
			.isEmpty();
	}

	private static Written written(Delivered event, long began, long ended) {
		return new Written(event.eventId(), began, ended, Outcome.COMMITTED);
	}

	private List<Fault> faults(Delivered... delivered) {
		return new Verdict(this.stored).on(new Got(List.of(delivered))).faults();
	}

	private List<Fault> faults(Written... written) {
		Ledger ledger = new Ledger();
		List.of(written).forEach(ledger::add);
		return new Verdict(this.stored).on(ledger).faults();
	}

	private record Got(List<Delivered> delivered) implements Reader {

		@Override
		public void look() {
			// it has got everything already
		}

	}

}
