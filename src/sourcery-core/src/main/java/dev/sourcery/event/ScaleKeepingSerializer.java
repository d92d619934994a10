package dev.sourcery.event;

import java.math.BigDecimal;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.jdk.NumberSerializer;

/**
 * Writes a {@code BigDecimal} without an exponent, for readability and for use in SQL,
 * unless its scale is negative: 1E+3 would be read as 1000, which is not equal to it.
 */
final class ScaleKeepingSerializer extends NumberSerializer {

	// as in Jackson: such a number could expand to gigabytes of digits when it is used
	private static final int MIN_SCALE = -9999;

	ScaleKeepingSerializer() {
		super(BigDecimal.class);
	}

	@Override
	public void serialize(Number value, JsonGenerator generator, SerializationContext context) {
		if (value instanceof BigDecimal number && number.scale() < 0 && number.scale() >= MIN_SCALE) {
			generator.writeNumber(number.toString());
		}
		else {
			super.serialize(value, generator, context);
		}
	}

}
