package dev.sourcery.autoconfigure.scan;

import java.lang.annotation.Annotation;

/**
 * A type in an index.
 *
 * @param annotation the annotation of the type
 * @param className the name of the class
 * @param conditional whether the type has conditions, such as a profile
 * @param index the location of the index
 */
record IndexedType(Class<? extends Annotation> annotation, String className, boolean conditional, String index) {

	boolean isIn(String packageName) {
		return packageName.isEmpty() || this.className.startsWith(packageName + ".");
	}

}
