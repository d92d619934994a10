package dev.sourcery.projection;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.StoredMode;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionModes;
import dev.sourcery.tail.AppendHooks;
import org.jspecify.annotations.Nullable;

/**
 * Applies the events of the appends of this node to the projections that the appends
 * apply according to the database. It takes part in the appends from its creation if the
 * configuration requires it, or as long as the database does. Thread-safe.
 */
final class AppendsOfThisNode {

	private final List<ProjectionDefinition> definitions;

	private final SubscriptionModes modes;

	// projections that are asynchronous on this node, but were applied by appends when
	// this node was created; null if this could not be read
	private volatile @Nullable Set<SubscriptionKey> leaving;

	private @Nullable ListenerHandle listener;

	AppendsOfThisNode(Collection<ProjectionDefinition> definitions, SubscriptionModes modes, AppendHooks hooks) {
		this.definitions = List.copyOf(definitions);
		this.modes = modes;
		this.leaving = readLeaving();
		Set<SubscriptionKey> found = this.leaving;
		if (found == null || !found.isEmpty() || this.definitions.stream().anyMatch(AppendsOfThisNode::isConfigured)) {
			this.listener = hooks.onAppend(this::apply);
		}
	}

	private static boolean isConfigured(ProjectionDefinition definition) {
		return definition.mode() == ProjectionMode.IN_TRANSACTION;
	}

	private @Nullable Set<SubscriptionKey> readLeaving() {
		if (this.definitions.isEmpty()) {
			return Set.of();
		}
		try {
			return findLeaving();
		}
		catch (RuntimeException ex) {
			// the database may be temporarily unavailable
			return null;
		}
	}

	private Set<SubscriptionKey> findLeaving() {
		Set<SubscriptionKey> asynchronous = this.definitions.stream()
			.filter((definition) -> !isConfigured(definition))
			.map(ProjectionDefinition::key)
			.collect(Collectors.toSet());
		return this.modes.find(asynchronous.stream().map(SubscriptionKey::name).toList())
			.stream()
			.filter((mode) -> mode.inTransaction() && asynchronous.contains(mode.key()))
			.map(StoredMode::key)
			.collect(Collectors.toSet());
	}

	/**
	 * Records that no projection that is asynchronous on this node is applied by appends
	 * any more. If none is to be, this no longer takes part in appends.
	 */
	synchronized void left() {
		this.leaving = Set.of();
		if (this.listener != null && this.definitions.stream().noneMatch(AppendsOfThisNode::isConfigured)) {
			this.listener.close();
			this.listener = null;
		}
	}

	private void apply(List<RecordedEvent<?>> events) {
		Map<SubscriptionKey, Set<String>> applicable = new LinkedHashMap<>();
		Set<SubscriptionKey> leavingNow = leavingNow();
		for (ProjectionDefinition definition : this.definitions) {
			if (isConfigured(definition) || leavingNow.contains(definition.key())) {
				Set<String> types = handledTypes(definition, events);
				if (!types.isEmpty()) {
					applicable.put(definition.key(), types);
				}
			}
		}
		if (applicable.isEmpty()) {
			return;
		}
		Set<SubscriptionKey> joined = this.modes.beginApplying(applicable);
		this.definitions.stream()
			.filter((definition) -> joined.contains(definition.key()))
			.forEach((definition) -> definition.handle(events));
	}

	private Set<SubscriptionKey> leavingNow() {
		Set<SubscriptionKey> known = this.leaving;
		if (known == null) {
			known = findLeaving();
			this.leaving = known;
			if (known.isEmpty()) {
				left();
			}
		}
		return known;
	}

	private static Set<String> handledTypes(ProjectionDefinition definition, List<RecordedEvent<?>> events) {
		Set<String> handled = definition.eventTypes();
		Set<String> types = new HashSet<>();
		for (RecordedEvent<?> event : events) {
			if (handled.isEmpty() || handled.contains(event.type().name())) {
				types.add(event.type().name());
			}
		}
		return types;
	}

}
