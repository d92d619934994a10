package dev.sourcery.failure;

/**
 * Throws the exceptions of application code unchanged, also checked ones that the caller
 * does not declare. Not intended for applications.
 *
 * @since 0.1
 */
public final class CheckedExceptions {

	private CheckedExceptions() {
	}

	/**
	 * Throws an exception or error without wrapping it.
	 * @param thrown the exception or error
	 * @return never; the declared result permits {@code throw asThrown(…)}
	 */
	public static RuntimeException asThrown(Throwable thrown) {
		throw CheckedExceptions.<RuntimeException>unchecked(thrown);
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
		throw (T) thrown;
	}

}
