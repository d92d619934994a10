package dev.sourcery.projection.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Values in the text form that PostgreSQL reads. Equal values have the same text.
 */
final class SqlText {

	private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
		.appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NORMAL)
		.appendPattern("-MM-dd")
		.toFormatter(Locale.ROOT);

	private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder().append(DATE)
		.appendPattern(" HH:mm:ss.SSSSSS")
		.toFormatter(Locale.ROOT);

	// PostgreSQL rounds to microseconds
	private static final long HALF_A_MICROSECOND = 500;

	private SqlText() {
	}

	/**
	 * Returns the SQL type of a value, or {@code null} if there is none for its class.
	 */
	static @Nullable String typeOf(Object value) {
		if (value instanceof String || value instanceof Character || value instanceof Enum<?>) {
			return "text";
		}
		if (value instanceof Number number) {
			return isInteger(number) ? "bigint" : isFloatingPoint(number) ? "double precision"
					: (number instanceof BigDecimal || number instanceof BigInteger) ? "numeric" : null;
		}
		if (value instanceof Boolean) {
			return "boolean";
		}
		if (value instanceof UUID) {
			return "uuid";
		}
		return (value instanceof byte[]) ? "bytea" : (value instanceof Temporal temporal) ? typeOf(temporal) : null;
	}

	private static @Nullable String typeOf(Temporal value) {
		if (value instanceof Instant || value instanceof OffsetDateTime || value instanceof ZonedDateTime) {
			return "timestamptz";
		}
		if (value instanceof LocalDateTime) {
			return "timestamp";
		}
		return (value instanceof LocalDate) ? "date" : (value instanceof LocalTime) ? "time" : null;
	}

	static boolean isInteger(Number value) {
		return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
	}

	static boolean isFloatingPoint(Number value) {
		return value instanceof Double || value instanceof Float;
	}

	static String of(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		if (value instanceof byte[] bytes) {
			return "\\x" + HexFormat.of().formatHex(bytes);
		}
		return (value instanceof Temporal temporal) ? of(temporal) : value.toString();
	}

	private static String of(Temporal value) {
		if (value instanceof Instant instant) {
			return of(instant.atOffset(ZoneOffset.UTC));
		}
		if (value instanceof ZonedDateTime time) {
			return of(time.toOffsetDateTime());
		}
		if (value instanceof OffsetDateTime time) {
			return dateTime(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), "Z");
		}
		if (value instanceof LocalDateTime time) {
			return dateTime(time, "");
		}
		return (value instanceof LocalDate date) ? DATE.format(date) + era(date) : value.toString();
	}

	private static String dateTime(LocalDateTime time, String zone) {
		LocalDateTime rounded = time.plusNanos(HALF_A_MICROSECOND).truncatedTo(ChronoUnit.MICROS);
		return DATE_TIME.format(rounded) + zone + era(rounded.toLocalDate());
	}

	private static String era(LocalDate date) {
		return (date.getEra() == IsoEra.BCE) ? " BC" : "";
	}

}
