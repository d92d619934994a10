package dev.sourcery.event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonEventSerializerTests {

	private static final EventTypeName DATED = new EventTypeName("dated", 1);

	private final JsonEventSerializer serializer = new JsonEventSerializer(EventTypes.of(Dated.class));

	@Test
	void timesKeepTheirOffsetAndTheirZone() {
		Dated dated = new Dated(Instant.parse("2026-01-01T10:00:00.123456789Z"),
				OffsetDateTime.parse("2026-01-01T10:00:00+02:00"),
				ZonedDateTime.parse("2026-07-01T10:00:00+02:00[Europe/Berlin]"));
		assertThat(this.serializer.read(DATED, this.serializer.write(dated))).isEqualTo(dated);
	}

	@Test
	void whatCannotBeReadIsNamedWithoutItsContent() {
		for (String json : new String[] { "{\"instant\":\"secret\"}", "{\"instant\":secret}",
				"{\"instant\":\"2026-01-01T10:00:00Z\",\"offset\":\"0001-01-01T00:00:00Z\"}" }) {
			assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.serializer.read(DATED, json))
				.satisfies((ex) -> assertThat(ex.getMessage()).contains("dated").doesNotContain("secret"));
		}
	}

	@Test
	void metadataThatIsNoneCannotBeRead() {
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.serializer.readMetadata("null"));
	}

	@EventType("dated")
	record Dated(Instant instant, OffsetDateTime offset, ZonedDateTime zoned) {

		Dated {
			if (offset != null && offset.getYear() < 2000) {
				throw new IllegalArgumentException("secret");
			}
		}

	}

}
