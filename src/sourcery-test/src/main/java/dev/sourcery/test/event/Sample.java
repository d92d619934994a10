package dev.sourcery.test.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A stored event, and the events as which it was read.
 *
 * @param stored the stored payload
 * @param read the resulting events, or {@code null} if they are not recorded
 */
record Sample(JsonNode stored, @Nullable JsonNode read) {

}
