package dev.sourcery.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;

import org.jspecify.annotations.Nullable;

/**
 * An aggregate applies the events that its command handlers return: an event, and all
 * branches of a sealed type, except for those that another aggregate applies.
 */
final class AppliedEvents implements Check {

	private static final Set<String> ONE_ARGUMENT = Set.of("java.util.Optional", "java.util.stream.Stream",
			"java.lang.Iterable", "java.util.Collection", "java.util.List", "java.util.Set", "java.util.SortedSet",
			"java.util.ArrayList", "java.util.LinkedList");

	private final JavaTypes java;

	private final Problems problems;

	private final Collection<TypeElement> types;

	/**
	 * Creates the check.
	 * @param types the types of this and of previous compilations
	 */
	AppliedEvents(JavaTypes java, Problems problems, Collection<TypeElement> types) {
		this.java = java;
		this.problems = problems;
		this.types = types;
	}

	@Override
	public void check(TypeElement type) {
		AnnotationMirror aggregate = Annotations.find(type, Names.AGGREGATE);
		if (aggregate == null || Boolean.TRUE.equals(Annotations.value(aggregate, "ignoreUnappliedEvents"))) {
			return;
		}
		AppliedTypes applied = AppliedTypes.of(this.java, type);
		if (applied.isUndecided()) {
			return;
		}
		Set<TypeElement> reported = new LinkedHashSet<>();
		for (ExecutableElement handler : this.java.methods(type, Names.COMMAND_HANDLER)) {
			TypeElement returned = eventOf(handler.getReturnType());
			if (returned != null) {
				check(type, applied, handler, returned, reported);
			}
		}
	}

	private void check(TypeElement type, AppliedTypes applied, ExecutableElement handler, TypeElement returned,
			Set<TypeElement> reported) {
		List<TypeElement> branches = new ArrayList<>(this.java.concreteTypes(returned));
		branches.removeIf((each) -> !Annotations.has(each, Names.EVENT_TYPE));
		boolean sealed = !branches.equals(List.of(returned));
		boolean decides = !JavaTypes.isStatic(handler);
		branches.removeIf((each) -> (decides && !sealed) ? applied.byInstance(this.java, each)
				: applied.any(this.java, each) || (sealed && isAppliedElsewhere(each)));
		branches.removeIf((each) -> !reported.add(each));
		if (branches.isEmpty()) {
			return;
		}
		String names = branches.stream()
			.map((each) -> each.getSimpleName().toString())
			.collect(Collectors.joining(", "));
		this.problems.error(type.equals(handler.getEnclosingElement()) ? handler : type,
				"Command handler %s returns %s%s, but %s has no %s@Apply method for %s. Write '@Apply %s%s on(%s event)'%s, or set ignoreUnappliedEvents in @Aggregate.",
				handler.getSimpleName(), returned.getSimpleName(),
				sealed ? ", whose branches are " + names(returned) : "", type.getSimpleName(),
				applied.any(this.java, branches.get(0)) ? "instance " : "", names,
				(decides || applied.mutable()) ? "" : "static ", applied.mutable() ? "void" : type.getSimpleName(),
				branches.get(0).getSimpleName(), (branches.size() > 1) ? " and one for each other" : "");
	}

	private String names(TypeElement sealed) {
		return this.java.concreteTypes(sealed)
			.stream()
			.map((each) -> each.getSimpleName().toString())
			.collect(Collectors.joining(", "));
	}

	private boolean isAppliedElsewhere(TypeElement event) {
		return this.types.stream()
			.filter((each) -> Annotations.has(each, Names.AGGREGATE))
			.map((each) -> AppliedTypes.of(this.java, each))
			.anyMatch((each) -> each.isUndecided() || each.any(this.java, event));
	}

	/**
	 * Returns the type of the events in what a handler returns.
	 * @return the type, {@code null} if it is unknown
	 */
	private @Nullable TypeElement eventOf(TypeMirror returned) {
		if (returned instanceof ArrayType array) {
			return this.java.elementOf(array.getComponentType());
		}
		if (Stream.of("java.util.Optional", "java.util.stream.Stream", "java.lang.Iterable")
			.noneMatch((name) -> this.java.isA(returned, name))) {
			return this.java.elementOf(returned);
		}
		TypeMirror argument = ONE_ARGUMENT.contains(this.java.erasure(returned)) ? JavaTypes.argumentOf(returned)
				: null;
		return (argument != null) ? this.java.elementOf(argument) : null;
	}

}
