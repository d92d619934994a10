package dev.sourcery.autoconfigure.aggregate;

import java.util.stream.Stream;

import dev.sourcery.repository.IdFormat;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.function.SingletonSupplier;

/**
 * Formats ids with the converters to String that the application defines, as separate
 * beans or within a {@link ConversionService}. They are looked up when the first such id
 * is formatted, because a converter may in turn depend on a repository.
 */
final class ConverterIds implements IdFormat {

	private final IdFormat standard = IdFormat.standard();

	private final ListableBeanFactory beanFactory;

	private final SingletonSupplier<ConversionService> converters = SingletonSupplier.of(this::converterBeans);

	ConverterIds(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public String format(Object id) {
		return Stream
			.concat(Stream.of(this.converters.obtain()),
					this.beanFactory.getBeanProvider(ConversionService.class).stream())
			.filter((service) -> knows(service, id.getClass()))
			.findFirst()
			.map((service) -> service.convert(id, String.class))
			.orElseGet(() -> this.standard.format(id));
	}

	/**
	 * Returns whether there is a converter for the class. Conversion services have a
	 * catch-all converter that falls back on {@code toString()}, whose result may not
	 * contain the id.
	 */
	private static boolean knows(ConversionService service, Class<?> idClass) {
		return service.canConvert(idClass, String.class)
				&& !DefaultConversionService.getSharedInstance().canConvert(idClass, String.class);
	}

	private ConversionService converterBeans() {
		ApplicationConversionService service = new ApplicationConversionService();
		ApplicationConversionService.addBeans(service, this.beanFactory);
		return service;
	}

}
