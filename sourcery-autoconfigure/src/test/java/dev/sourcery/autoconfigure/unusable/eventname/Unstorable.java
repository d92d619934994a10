package dev.sourcery.autoconfigure.unusable.eventname;

import dev.sourcery.event.EventType;

@EventType("two\nlines")
public record Unstorable() {

}
