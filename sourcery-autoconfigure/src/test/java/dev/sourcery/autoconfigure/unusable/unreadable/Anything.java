package dev.sourcery.autoconfigure.unusable.unreadable;

import java.util.List;

import dev.sourcery.event.EventType;

@EventType("anything")
public record Anything(List<?> things) {

}
