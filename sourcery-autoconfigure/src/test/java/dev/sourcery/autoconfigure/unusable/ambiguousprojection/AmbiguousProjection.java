package dev.sourcery.autoconfigure.unusable.ambiguousprojection;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.projection.Projection;

@Projection("ambiguous")
public class AmbiguousProjection {

	@EventHandler
	void onAudited(Audited event) {
	}

	@EventHandler
	void onUndoable(Undoable event) {
	}

	interface Audited {

	}

	interface Undoable {

	}

	@EventType("corrected")
	record Corrected() implements Audited, Undoable {

	}

}
