package dev.sourcery.store.jdbc.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SharedTail;
import dev.sourcery.tail.TailBatch;
import dev.sourcery.tail.TailBatch.StoppedBy;
import dev.sourcery.tail.TailReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads as subscriptions do: at the end of the store, events are read together with the
 * settled position.
 */
final class TailedReader implements Reader {

	private static final int LIMIT = 100;

	private final SharedTail tail;

	private final TailReader reader;

	private final List<Delivered> delivered = new ArrayList<>();

	private Position position = Position.START;

	private @Nullable ServerIncarnation incarnation;

	TailedReader(JdbcEventStore store) {
		this.tail = new SharedTail(store);
		this.reader = this.tail.reader(Set.of(), true);
	}

	@Override
	public void look() {
		this.tail.signalled();
		try {
			TailBatch batch = read();
			while (batch.stoppedBy() == StoppedBy.LIMIT) {
				batch = read();
			}
		}
		catch (RuntimeException ex) {
			this.reader.forget();
			throw ex;
		}
	}

	private TailBatch read() {
		TailBatch batch = this.reader.read(this.position, this.incarnation, LIMIT, null, Duration.ofSeconds(1));
		if (batch.stoppedBy() == StoppedBy.RESTARTED) {
			this.incarnation = batch.incarnation();
			this.position = last();
			return batch;
		}
		batch.events().stream().map(Delivered::of).forEach(this.delivered::add);
		this.position = batch.reached();
		return batch;
	}

	// a crash may take back positions, but none of an event that was read
	private Position last() {
		return this.delivered.isEmpty() ? Position.START
				: new Position(this.delivered.get(this.delivered.size() - 1).position());
	}

	@Override
	public List<Delivered> delivered() {
		return this.delivered;
	}

}
