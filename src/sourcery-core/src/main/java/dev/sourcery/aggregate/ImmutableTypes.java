package dev.sourcery.aggregate;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Determines which types are immutable with all of their parts, by their declaration:
 * records of values, enums and sealed types of these. Collections are not, since their
 * declared types do not show whether they can be changed.
 */
final class ImmutableTypes {

	private static final Set<Class<?>> VALUES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Integer.class, Long.class, Character.class, Float.class, Double.class, BigDecimal.class, BigInteger.class,
			UUID.class, URI.class, Currency.class, Locale.class, OptionalInt.class, OptionalLong.class);

	private final Set<Class<?>> assumed = new HashSet<>();

	private ImmutableTypes() {
	}

	static boolean isImmutable(Class<?> type) {
		return new ImmutableTypes().check(type);
	}

	private boolean check(Type type) {
		if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
			return check(generic.getActualTypeArguments()[0]);
		}
		return type instanceof Class<?> plain && checkClass(plain);
	}

	private boolean checkClass(Class<?> type) {
		if (type.isPrimitive() || VALUES.contains(type) || type.isEnum()
				|| (type.getName().startsWith("java.time.") && !type.isInterface())) {
			return true;
		}
		// a type within itself is immutable if its other parts are
		if (!this.assumed.add(type)) {
			return true;
		}
		if (type.isRecord()) {
			return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getGenericType).allMatch(this::check);
		}
		return type.isSealed() && type.isInterface()
				&& Arrays.stream(type.getPermittedSubclasses()).allMatch(this::checkClass);
	}

}
