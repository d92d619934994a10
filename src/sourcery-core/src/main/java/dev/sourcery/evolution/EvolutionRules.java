package dev.sourcery.evolution;

import java.util.List;
import java.util.Set;

/**
 * The rules by which stored events of earlier versions of an application are read, in
 * addition to those that event classes declare. Immutable: each method returns a copy.
 *
 * @since 0.1
 * @param upcasters the conversions of stored events
 * @param retired the names of types whose events are left out, of all schema versions
 * @param unknown the way to read events whose type or schema version is not known
 */
public record EvolutionRules(List<Upcaster> upcasters, Set<String> retired, UnknownEvents unknown) {

	private static final EvolutionRules NONE = new EvolutionRules(List.of(), Set.of(), UnknownEvents.REFUSE);

	/**
	 * Copies the collections.
	 * @param upcasters the conversions of stored events
	 * @param retired the names of types whose events are left out, of all schema versions
	 * @param unknown the way to read events whose type or schema version is not known
	 */
	public EvolutionRules {
		upcasters = List.copyOf(upcasters);
		retired = Set.copyOf(retired);
	}

	/**
	 * Returns rules without upcasters and retired types, by which reading an event of an
	 * unknown type fails.
	 * @return the rules
	 */
	public static EvolutionRules none() {
		return NONE;
	}

	/**
	 * Returns a copy of these rules with other upcasters.
	 * @param others the upcasters
	 * @return a copy
	 */
	public EvolutionRules upcasters(Upcaster... others) {
		return upcasters(List.of(others));
	}

	/**
	 * Returns a copy of these rules with other upcasters.
	 * @param others the upcasters
	 * @return a copy
	 */
	public EvolutionRules upcasters(List<Upcaster> others) {
		return new EvolutionRules(others, this.retired, this.unknown);
	}

	/**
	 * Returns a copy of these rules with other retired types.
	 * @param names the names of the types
	 * @return a copy
	 */
	public EvolutionRules retired(String... names) {
		return new EvolutionRules(this.upcasters, Set.of(names), this.unknown);
	}

	/**
	 * Returns a copy of these rules with another way to read events of unknown types.
	 * @param other the way to read them
	 * @return a copy
	 */
	public EvolutionRules unknown(UnknownEvents other) {
		return new EvolutionRules(this.upcasters, this.retired, other);
	}

}
