package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.repository.IdFormat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;

/**
 * Formats of ids that know the converters of the application.
 */
final class IdFormats {

	private static final IdFormat STANDARD = IdFormat.standard();

	private IdFormats() {
	}

	static IdFormat withConverters(ObjectProvider<ConversionService> conversionServices) {
		return IdFormat.orElse((id) -> conversionServices.stream()
			.filter((service) -> canConvert(service, id.getClass()))
			.findFirst()
			.map((service) -> service.convert(id, String.class))
			.orElseGet(() -> STANDARD.format(id)));
	}

	/**
	 * Whether there is a converter for the class. The catch-all of conversion services is
	 * {@code toString()} of whatever has a constructor or factory method that takes a
	 * text; that may well hold no id, so it does not count.
	 */
	private static boolean canConvert(ConversionService service, Class<?> idClass) {
		return service.canConvert(idClass, String.class)
				&& !DefaultConversionService.getSharedInstance().canConvert(idClass, String.class);
	}

}
