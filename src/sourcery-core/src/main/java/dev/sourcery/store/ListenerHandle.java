package dev.sourcery.store;

/**
 * A handle that removes a registered listener.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ListenerHandle extends AutoCloseable {

	/**
	 * Removes the listener. A second call has no further effect.
	 */
	@Override
	void close();

}
