package dev.sourcery.autoconfigure.event;

import java.util.LinkedHashSet;
import java.util.Set;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.autoconfigure.scan.ScannedClasses;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.Upcaster;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of event types, of their stored JSON, and of its evolution. Events
 * are the classes with {@link EventType @EventType} in the packages of the application,
 * and those that its aggregates apply.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EvolutionProperties.class)
public final class EventAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EventTypes sourceryEventTypes(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader, ObjectProvider<AggregateType<?>> aggregates) {
		Set<Class<?>> events = new LinkedHashSet<>(
				ScannedClasses.of(beanFactory, environment, resourceLoader).events());
		aggregates.forEach((aggregate) -> events.addAll(aggregate.eventClasses()));
		return EventTypes.of(events);
	}

	@Bean
	@ConditionalOnMissingBean(EventSerializer.class)
	JsonEventSerializer sourceryEventSerializer(EventTypes types, ObjectProvider<EventMapperCustomizer> customizers) {
		return new JsonEventSerializer(types,
				(builder) -> customizers.orderedStream().forEach((customizer) -> customizer.customize(builder)));
	}

	@Bean
	@ConditionalOnMissingBean
	EventEvolution sourceryEventEvolution(EventSerializer serializer, ObjectProvider<Upcaster> upcasters,
			EvolutionProperties properties) {
		return EventEvolution.of(serializer, properties.rules(upcasters.orderedStream().toList()));
	}

}
