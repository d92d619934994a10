package dev.sourcery.event;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Stored events of a class that was changed without a new version.
 */
class ChangedClassesTests {

	private static final EventTypeName TYPE = new EventTypeName("changed", 1);

	private final JsonEventSerializer serializer = new JsonEventSerializer(EventTypes.of(Changed.class));

	@Test
	void aValueOfAnotherTypeIsNamed() {
		refused("{\"at\":\"secret\",\"count\":1}", "a value is not a valid java.time.Instant", "\"at\"");
		refused("{\"count\":{\"secret\":1}}", "the JSON does not fit int", "\"count\"");
	}

	@Test
	void aConstantThatDoesNotExistIsNamed() {
		refused("{\"count\":1,\"kind\":\"secret\"}", "a value is not a valid " + Kind.class.getName(), "\"kind\"");
	}

	@Test
	void aNullThatTheClassDoesNotAcceptIsNamed() {
		refused("{\"count\":null}", "the JSON does not fit int", "\"count\"");
		refused("{\"count\":1,\"required\":null}", "the values are refused by " + Changed.class.getName(), "");
		refused("null", "the payload is null", "");
	}

	@Test
	void aFieldThatWasAddedHasItsDefaultAndOneThatWasRemovedIsIgnored() {
		assertThat(this.serializer.read(TYPE, "{\"count\":1,\"required\":\"r\",\"removed\":true}"))
			.isEqualTo(new Changed(null, 1, Kind.PLAIN, "r"));
	}

	private void refused(String json, String... parts) {
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.serializer.read(TYPE, json))
			.withMessageContaining("'changed'")
			.satisfies((ex) -> assertThat(ex).hasMessageContainingAll(parts).message().doesNotContain("secret"));
	}

	enum Kind {

		PLAIN

	}

	@EventType("changed")
	record Changed(@Nullable Instant at, int count, Kind kind, String required) {

		Changed {
			kind = Objects.requireNonNullElse(kind, Kind.PLAIN);
			Objects.requireNonNull(required, "secret");
		}

	}

}
