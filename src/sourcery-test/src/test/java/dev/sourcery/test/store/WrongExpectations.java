package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.ExpectedVersion.Any;
import dev.sourcery.store.ExpectedVersion.Exactly;
import dev.sourcery.store.ExpectedVersion.Exists;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;

/**
 * Stores that treat the expected version wrongly.
 */
final class WrongExpectations {

	private WrongExpectations() {
	}

	static List<WrongStore> all() {
		return List.of(new WrongStore("forgets the expected version", expecting((expected) -> ExpectedVersion.any())),
				new WrongStore("takes any version for a new stream",
						expecting((expected) -> (expected instanceof Any) ? ExpectedVersion.noStream() : expected)),
				new WrongStore("creates a stream that must exist",
						expecting((expected) -> (expected instanceof Exists) ? ExpectedVersion.any() : expected)),
				new WrongStore("takes an existing stream for one of version 1",
						expecting((expected) -> (expected instanceof Exists) ? ExpectedVersion.exactly(1) : expected)),
				new WrongStore("takes version 0 for an unknown version",
						expecting((expected) -> (expected instanceof Exactly exactly && exactly.version() == 0)
								? ExpectedVersion.any() : expected)),
				new WrongStore("cuts an expected version to 32 bits",
						expecting((expected) -> (expected instanceof Exactly exactly)
								? new Exactly(exactly.version() & Integer.MAX_VALUE, exactly.lastPosition())
								: expected)),
				new WrongStore("forgets the expected position",
						expecting((expected) -> (expected instanceof Exactly exactly)
								? ExpectedVersion.exactly(exactly.version()) : expected)),
				new WrongStore("fails when the version after the expected one overflows", FailingOnOverflow::new),
				new WrongStore("names no events that won a conflict",
						conflicting((conflict) -> conflict(conflict, conflict.actual(), List.of()))),
				new WrongStore("names the events that won a conflict in reverse",
						conflicting((conflict) -> conflict(conflict, conflict.actual(), reversed(conflict)))),
				new WrongStore("finds at most 100 events that won a conflict",
						conflicting((conflict) -> conflict(conflict, Math.min(known(conflict) + 100, conflict.actual()),
								conflict.winners()))),
				new WrongStore("keeps the event ids of an append that met a conflict", BurningIds::new));
	}

	private static Function<EventSerializer, ForwardingStore> expecting(UnaryOperator<ExpectedVersion> changed) {
		return (serializer) -> RewritingStore.appends(serializer, (append) -> new Append(append.stream(),
				changed.apply(append.expected()), append.events(), append.commandId()));
	}

	private static Function<EventSerializer, ForwardingStore> conflicting(
			UnaryOperator<VersionConflictException> changed) {
		return (serializer) -> new ForwardingStore(serializer) {

			@Override
			public List<Commit> append(List<Append> appends) {
				try {
					return super.append(appends);
				}
				catch (VersionConflictException ex) {
					throw ex.winners().isEmpty() ? ex : changed.apply(ex);
				}
			}

		};
	}

	private static VersionConflictException conflict(VersionConflictException conflict, long actual,
			List<EventTypeName> winners) {
		return new VersionConflictException(conflict.stream(), conflict.expected(), actual, winners, null);
	}

	private static long known(VersionConflictException conflict) {
		return (conflict.expected() instanceof Exactly exactly) ? exactly.version() : 0;
	}

	private static List<EventTypeName> reversed(VersionConflictException conflict) {
		List<EventTypeName> winners = new ArrayList<>(conflict.winners());
		Collections.reverse(winners);
		return winners;
	}

	private static final class FailingOnOverflow extends ForwardingStore {

		FailingOnOverflow(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public List<Commit> append(List<Append> appends) {
			for (Append append : appends) {
				if (append.expected() instanceof Exactly exactly) {
					Math.addExact(exactly.version(), append.events().size());
				}
			}
			return super.append(appends);
		}

	}

	private static final class BurningIds extends ForwardingStore {

		private final Set<UUID> burnt = new HashSet<>();

		BurningIds(EventSerializer serializer) {
			super(serializer);
		}

		@Override
		public synchronized List<Commit> append(List<Append> appends) {
			for (Append append : appends) {
				for (NewEvent event : append.events()) {
					if (this.burnt.contains(event.eventId())) {
						throw new EventIdConflictException(append.stream(), event.eventId(), null, 0, "", null);
					}
				}
			}
			try {
				return super.append(appends);
			}
			catch (VersionConflictException ex) {
				appends.forEach((append) -> append.events().forEach((event) -> this.burnt.add(event.eventId())));
				throw ex;
			}
		}

	}

}
