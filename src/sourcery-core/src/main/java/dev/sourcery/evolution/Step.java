package dev.sourcery.evolution;

import java.util.Set;

import dev.sourcery.event.EventTypeName;

/**
 * One conversion of events of a type.
 *
 * @param source the type, under its current name
 * @param targets the types of the resulting events, under their current names
 * @param name the name of the conversion in messages
 */
record Step(EventTypeName source, Set<EventTypeName> targets, String name) {

}
