package dev.sourcery.event;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonEventSerializerTests {

	private static final EventTypeName DATED = new EventTypeName("dated", 1);

	private static final EventTypeName PRICED = new EventTypeName("priced", 1);

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
	void numbersAreStoredInAFormThatKeepsTheirScale() {
		JsonEventSerializer priced = new JsonEventSerializer(EventTypes.of(Priced.class));
		Map<String, String> stored = Map.of("1000", "1000", "1E+3", "1E+3", "-1.20E+5", "-1.20E+5", "12.50", "12.50",
				"0.00", "0.00", "0E+2", "0E+2", "1E-8", "0.00000001", "1E+9000", "1E+9000");
		stored.forEach((number, json) -> {
			Priced event = new Priced(new BigDecimal(number));
			assertThat(priced.write(event)).isEqualTo("{\"price\":" + json + "}");
			assertThat(priced.read(PRICED, priced.write(event))).isEqualTo(event);
		});
		Priced stripped = new Priced(new BigDecimal("1000.00").stripTrailingZeros());
		assertThat(priced.read(PRICED, priced.write(stripped))).isEqualTo(stripped);
		assertThat(priced.read(PRICED, "{\"price\":1E-8}")).isEqualTo(new Priced(new BigDecimal("1E-8")));
		assertThat(priced.read(PRICED, "{\"price\":1000}")).isEqualTo(new Priced(new BigDecimal("1000")));
	}

	@Test
	void aNumberMayBeStoredAsText() {
		JsonEventSerializer shaped = new JsonEventSerializer(EventTypes.of(Shaped.class));
		Shaped event = new Shaped(new BigDecimal("1.10"));
		assertThat(shaped.write(event)).isEqualTo("{\"price\":\"1.10\"}");
		assertThat(shaped.read(new EventTypeName("shaped", 1), shaped.write(event))).isEqualTo(event);
	}

	@Test
	void numbersOfUntypedContentKeepTheirScale() {
		JsonEventSerializer untyped = new JsonEventSerializer(EventTypes.of(Untyped.class));
		Untyped event = new Untyped(Map.of("a", new BigDecimal("1E+3"), "b", new BigDecimal("1.10")));
		assertThat(untyped.read(new EventTypeName("untyped", 1), untyped.write(event))).isEqualTo(event);
	}

	@Test
	void noCauseQuotesTheContentEither() {
		EventTypeName kept = new EventTypeName("kept", 1);
		JsonEventSerializer keeping = new JsonEventSerializer(EventTypes.of(Kept.class));
		for (String json : new String[] { "{\"number\":\"secret\"}", "{\"number\":secret}", "\"secret\"",
				"{\"number\":{\"secret\":1}}", "{\"kind\":\"secret\"}", "{\"byKey\":{\"secret\":\"secret\"}}",
				"{\"nested\":\"secret\"}", "{\"number\":-1,\"text\":\"secret\"}", "{\"byKind\":{\"secret\":1}}",
				"{\"code\":\"secret\"}" }) {
			assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> keeping.read(kept, json))
				.satisfies((ex) -> assertThat(printed(ex)).as(json).contains("kept").doesNotContain("secret"))
				.satisfies((ex) -> assertThat(
						printed(new EventDecodingException(kept, new StreamId("a", "b"), 1, new Position(1), ex)))
					.doesNotContain("secret"));
		}
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> keeping.write(new Kept(1, null, null, null, null, "secret\u0000", null)))
			.satisfies((ex) -> assertThat(printed(ex)).doesNotContain("secret"));
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> new JsonEventSerializer(EventTypes.of(Untold.class)).write(new Untold()))
			.satisfies((ex) -> assertThat(printed(ex)).doesNotContain("secret"));
	}

	private static String printed(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/**
	 * Texts longer than the part that is examined at once, with a character at each place
	 * around its end.
	 */
	@Test
	void surrogatesAreStorableAsPairsOnlyWhereverTheyAre() {
		JsonEventSerializer worded = new JsonEventSerializer(EventTypes.of(Worded.class));
		for (int before = 4070; before < 4110; before++) {
			String text = "x".repeat(before);
			Worded paired = new Worded(text + "\ud83d\ude00" + text);
			assertThat(worded.read(new EventTypeName("worded", 1), worded.write(paired))).isEqualTo(paired);
			for (String lone : new String[] { "\ud83d", "\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00" }) {
				assertThatExceptionOfType(EventEncodingException.class)
					.isThrownBy(() -> worded.write(new Worded(text + lone + text)));
			}
		}
	}

	@EventType("worded")
	record Worded(String text) {

	}

	@EventType("priced")
	record Priced(BigDecimal price) {

	}

	@EventType("shaped")
	record Shaped(@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal price) {

	}

	@EventType("untyped")
	record Untyped(Map<String, Object> content) {

	}

	@EventType("dated")
	record Dated(Instant instant, OffsetDateTime offset, ZonedDateTime zoned) {

		Dated {
			if (offset != null && offset.getYear() < 2000) {
				throw new IllegalArgumentException("secret");
			}
		}

	}

	@EventType("kept")
	record Kept(int number, Kind kind, Map<String, Integer> byKey, Nested nested, Map<Kind, Integer> byKind,
			String text, Code code) {

		Kept {
			if (number < 0) {
				throw new IllegalArgumentException(text);
			}
		}

	}

	static final class Code {

		private final String text;

		private Code(String text) {
			this.text = text;
		}

		@JsonValue
		String text() {
			return this.text;
		}

	}

	record Nested(int number) {

	}

	enum Kind {

		ONE

	}

	@EventType("untold")
	record Untold() {

		public String text() {
			throw new IllegalStateException("secret");
		}

		public String getText() {
			return text();
		}

	}

}
