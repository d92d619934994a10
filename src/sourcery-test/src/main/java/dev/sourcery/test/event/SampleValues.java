package dev.sourcery.test.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Fixed values of the JDK's value types. They never change: samples that are committed
 * contain them.
 */
final class SampleValues {

	private static final LocalDateTime TIME = LocalDateTime.of(2024, Month.FEBRUARY, 29, 12, 34, 56, 123456000);

	private static final Map<Class<?>, Object> VALUES = values();

	private SampleValues() {
	}

	static @Nullable Object of(Class<?> type) {
		return VALUES.get(type);
	}

	private static Map<Class<?>, Object> values() {
		Map<Class<?>, Object> values = new HashMap<>(numbers());
		values.put(Instant.class, TIME.toInstant(ZoneOffset.UTC));
		values.put(LocalDate.class, TIME.toLocalDate());
		values.put(LocalTime.class, TIME.toLocalTime());
		values.put(LocalDateTime.class, TIME);
		values.put(OffsetDateTime.class, TIME.atOffset(ZoneOffset.ofHours(2)));
		values.put(ZonedDateTime.class, TIME.atZone(ZoneId.of("Europe/Vienna")));
		values.put(Duration.class, Duration.ofMinutes(90));
		values.put(Period.class, Period.of(1, 2, 3));
		values.put(Year.class, Year.of(2024));
		values.put(YearMonth.class, YearMonth.of(2024, 2));
		values.put(MonthDay.class, MonthDay.of(2, 29));
		values.put(ZoneId.class, ZoneId.of("Europe/Vienna"));
		values.put(ZoneOffset.class, ZoneOffset.ofHours(2));
		values.put(UUID.class, UUID.fromString("3f2504e0-4f89-41d3-9a0c-0305e82c3301"));
		values.put(Currency.class, Currency.getInstance("EUR"));
		values.put(Locale.class, Locale.GERMANY);
		values.put(URI.class, URI.create("https://example.org/path"));
		values.put(Object.class, "value");
		values.put(OptionalInt.class, OptionalInt.of(1));
		values.put(OptionalLong.class, OptionalLong.of(1));
		values.put(OptionalDouble.class, OptionalDouble.of(1.5));
		return Map.copyOf(values);
	}

	private static Map<Class<?>, Object> numbers() {
		Map<Class<?>, Object> values = new HashMap<>();
		values.put(boolean.class, true);
		values.put(Boolean.class, true);
		values.put(char.class, 'c');
		values.put(Character.class, 'c');
		values.put(byte.class, (byte) 1);
		values.put(Byte.class, (byte) 1);
		values.put(short.class, (short) 1);
		values.put(Short.class, (short) 1);
		values.put(int.class, 1);
		values.put(Integer.class, 1);
		values.put(long.class, 1L);
		values.put(Long.class, 1L);
		values.put(float.class, 1.5f);
		values.put(Float.class, 1.5f);
		values.put(double.class, 1.5);
		values.put(Double.class, 1.5);
		values.put(Number.class, 1);
		values.put(BigInteger.class, BigInteger.ONE);
		values.put(BigDecimal.class, new BigDecimal("1.50"));
		return values;
	}

}
