package dev.sourcery.processor;

import javax.lang.model.element.TypeElement;

/**
 * A check of the types of a compilation. A check reports only what certainly fails at run
 * time, or what its message says it assumes: an error stops the build of an application.
 */
interface Check {

	/**
	 * Checks a type that is being compiled.
	 */
	void check(TypeElement type);

}
