package dev.sourcery.autoconfigure.unusable.duplicate;

import dev.sourcery.event.EventType;

public interface Claims {

	@EventType("claimed")
	record One() implements Claims {

	}

	@EventType("claimed")
	record Other() implements Claims {

	}

}
