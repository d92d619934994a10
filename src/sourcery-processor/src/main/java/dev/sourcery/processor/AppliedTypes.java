package dev.sourcery.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/**
 * The types that the {@code @Apply} methods of an aggregate take.
 *
 * @param first those of static methods and constructors
 * @param next those of instance methods
 * @param mutable whether a method changes the state
 * @param isUndecided whether a type is unknown, such as a type variable
 */
record AppliedTypes(Collection<TypeElement> first, Collection<TypeElement> next, boolean mutable, boolean isUndecided) {

	static AppliedTypes of(JavaTypes java, TypeElement aggregate) {
		List<ExecutableElement> methods = new ArrayList<>(java.methods(aggregate, Names.APPLY));
		for (Element member : aggregate.getEnclosedElements()) {
			if (member.getKind() == ElementKind.CONSTRUCTOR && Annotations.has(member, Names.APPLY)) {
				methods.add((ExecutableElement) member);
			}
		}
		List<TypeElement> first = new ArrayList<>();
		List<TypeElement> next = new ArrayList<>();
		boolean undecided = false;
		for (ExecutableElement method : methods) {
			TypeElement event = method.getParameters().isEmpty() ? null
					: java.elementOf(method.getParameters().get(0).asType());
			undecided |= event == null;
			if (event != null) {
				boolean starts = JavaTypes.isStatic(method) || method.getKind() == ElementKind.CONSTRUCTOR;
				(starts ? first : next).add(event);
			}
		}
		boolean mutable = methods.stream()
			.anyMatch((method) -> method.getKind() == ElementKind.METHOD
					&& method.getReturnType().getKind() == TypeKind.VOID);
		return new AppliedTypes(first, next, mutable, undecided);
	}

	boolean byInstance(JavaTypes java, TypeElement event) {
		return this.next.stream().anyMatch((each) -> java.isA(event, each));
	}

	boolean any(JavaTypes java, TypeElement event) {
		return byInstance(java, event) || this.first.stream().anyMatch((each) -> java.isA(event, each));
	}

}
