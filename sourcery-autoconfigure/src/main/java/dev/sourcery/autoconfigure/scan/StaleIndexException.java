package dev.sourcery.autoconfigure.scan;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an index contains a class that does not exist.
 *
 * @since 0.1
 */
public final class StaleIndexException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String className;

	StaleIndexException(String className, String index, @Nullable Throwable cause) {
		super("The index %s contains %s, a class that does not exist".formatted(index, className),
				"Delete the compiled classes of that module and compile it again, for example with 'mvn clean compile', or set sourcery.index.enabled to false.",
				cause);
		this.className = className;
	}

	/**
	 * Returns the name of the missing class.
	 * @return the name
	 */
	public String className() {
		return this.className;
	}

}
