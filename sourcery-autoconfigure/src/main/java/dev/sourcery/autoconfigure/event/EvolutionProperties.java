package dev.sourcery.autoconfigure.event;

import java.util.List;
import java.util.Set;

import dev.sourcery.event.StorableName;
import dev.sourcery.evolution.EvolutionRules;
import dev.sourcery.evolution.UnknownEvents;
import dev.sourcery.evolution.Upcaster;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the evolution of stored events.
 *
 * @param retired Names of event types whose stored events are left out when they are
 * read, in all schema versions.
 * @param unknown Action when a stored event is read whose type or schema version is not
 * known.
 */
@ConfigurationProperties("sourcery.events")
record EvolutionProperties(@DefaultValue Set<String> retired, @DefaultValue("refuse") UnknownEvents unknown) {

	EvolutionProperties {
		for (String name : retired) {
			if (!StorableName.hasLength(name)) {
				throw new IllegalArgumentException(
						"sourcery.events.retired must contain names of event types, but contains '%s'".formatted(name));
			}
		}
	}

	EvolutionRules rules(List<Upcaster> upcasters) {
		return new EvolutionRules(upcasters, this.retired, this.unknown);
	}

}
