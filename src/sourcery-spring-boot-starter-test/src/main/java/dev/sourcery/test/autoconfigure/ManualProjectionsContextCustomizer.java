package dev.sourcery.test.autoconfigure;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Applies {@link ManualProjections @ManualProjections}. A record, because customizers are
 * part of the cache key of contexts.
 */
record ManualProjectionsContextCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		TestPropertyValues.of("sourcery.projections.enabled=false", "sourcery.projections.give-up-after=0s")
			.applyTo(context);
	}

}
