package dev.sourcery.subscription.jdbc;

/**
 * Thrown if the server or a pooler prevents that notifications arrive on a connection
 * which is otherwise intact. Handled by the listener.
 */
final class ListenFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	ListenFailedException(String message) {
		super(message);
	}

}
