package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.RecordedEvent;

/**
 * Selects the events of one lane. For one thread.
 */
final class LaneFilter {

	private final Subscription subscription;

	private final int lane;

	private final int lanes;

	private final LaneFunction function = new LaneFunction();

	LaneFilter(Subscription subscription, LaneAssignment assignment) {
		this.subscription = subscription;
		this.lane = assignment.lane().number();
		this.lanes = assignment.lanes();
	}

	List<RecordedEvent<?>> of(List<RecordedEvent<?>> events) {
		if (this.lanes == 1) {
			return events;
		}
		List<RecordedEvent<?>> selected = new ArrayList<>();
		for (RecordedEvent<?> event : events) {
			if (this.function.laneOf(this.subscription.laneKey(event), this.lanes) == this.lane) {
				selected.add(event);
			}
		}
		return selected;
	}

}
