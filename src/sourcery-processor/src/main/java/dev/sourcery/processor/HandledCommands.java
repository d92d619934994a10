package dev.sourcery.processor;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/**
 * If an aggregate handles a branch of a sealed type of commands, there is a handler for
 * each branch, in this or another aggregate. Events are left out, and so are branches of
 * another compilation, whose handlers may be elsewhere.
 */
final class HandledCommands implements Check {

	private final JavaTypes java;

	private final Problems problems;

	private final Set<TypeElement> handled = new LinkedHashSet<>();

	private final Set<TypeElement> reported = new LinkedHashSet<>();

	private final Collection<TypeElement> compiled;

	/**
	 * Creates the check.
	 * @param compiled the types of this compilation
	 * @param types the types of this and of previous compilations
	 */
	HandledCommands(JavaTypes java, Problems problems, Collection<TypeElement> compiled,
			Collection<TypeElement> types) {
		this.java = java;
		this.problems = problems;
		this.compiled = Set.copyOf(compiled);
		types.forEach((type) -> this.handled.addAll(java.commandTypes(type)));
	}

	@Override
	public void check(TypeElement type) {
		if (!Annotations.has(type, Names.AGGREGATE)) {
			return;
		}
		for (TypeElement command : this.java.commandTypes(type)) {
			for (TypeElement sealed : this.java.supertypes(command)) {
				if (sealed.getModifiers().contains(Modifier.SEALED)) {
					requireHandled(type, command, sealed);
				}
			}
		}
	}

	private void requireHandled(TypeElement aggregate, TypeElement command, TypeElement sealed) {
		List<TypeElement> missing = this.java.concreteTypes(sealed)
			.stream()
			.filter(this.compiled::contains)
			.filter((branch) -> !Annotations.has(branch, Names.EVENT_TYPE) && !isHandled(branch))
			.filter(this.reported::add)
			.toList();
		for (TypeElement branch : missing) {
			this.problems.error(branch,
					"No @CommandHandler takes %s, a %s like %s, which %s handles. Write '@CommandHandler … (%s command)' in an aggregate, or suppress this error with @SuppressWarnings(\"sourcery\") if it is no command of an aggregate.",
					branch.getSimpleName(), sealed.getSimpleName(), command.getSimpleName(), aggregate.getSimpleName(),
					branch.getSimpleName());
		}
	}

	private boolean isHandled(TypeElement command) {
		return this.handled.stream().anyMatch((each) -> this.java.isA(command, each));
	}

}
