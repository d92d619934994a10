package dev.sourcery.tail;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.tail.SharedTailTests.Counted;
import dev.sourcery.tail.SharedTailTests.Noted;

/**
 * Cannot read the text "unreadable".
 */
final class UnreadableTexts implements EventSerializer {

	private final EventSerializer json = new JsonEventSerializer(EventTypes.of(Noted.class, Counted.class));

	@Override
	public EventTypes types() {
		return this.json.types();
	}

	@Override
	public String write(Object payload) {
		return this.json.write(payload);
	}

	@Override
	public Object read(EventTypeName type, String payload) {
		if (payload.contains("unreadable")) {
			throw new EventDecodingException(type, "unreadable", null);
		}
		return this.json.read(type, payload);
	}

}
