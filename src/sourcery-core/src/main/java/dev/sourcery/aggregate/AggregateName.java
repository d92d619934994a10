package dev.sourcery.aggregate;

import dev.sourcery.event.StorableName;

/**
 * Reads the name of an aggregate from its annotation.
 */
final class AggregateName {

	private AggregateName() {
	}

	/**
	 * Returns the annotation of a class.
	 * @param aggregateClass the class
	 * @return the annotation, which has a usable name
	 * @throws InvalidAggregateException if there is none
	 */
	static Aggregate annotation(Class<?> aggregateClass) {
		Aggregate annotation = aggregateClass.getAnnotation(Aggregate.class);
		if (annotation == null) {
			throw new InvalidAggregateException(aggregateClass, "it has no @Aggregate annotation",
					"Annotate it with @Aggregate(\"a-stable-name\").");
		}
		if (annotation.value().isBlank()) {
			throw new InvalidAggregateException(aggregateClass, "its name is blank",
					"Name the aggregate type in @Aggregate.");
		}
		String problem = StorableName.problemOf(annotation.value());
		if (problem != null) {
			throw new InvalidAggregateException(aggregateClass,
					"its name cannot be stored, since the name of an aggregate type " + problem,
					"Give it another name in @Aggregate.");
		}
		return annotation;
	}

}
