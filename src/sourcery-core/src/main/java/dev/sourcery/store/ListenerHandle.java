package dev.sourcery.store;

/**
 * Something registered that can be taken back.
 */
@FunctionalInterface
public interface ListenerHandle extends AutoCloseable {

	/**
	 * Takes the registration back. Doing so twice has no further effect.
	 */
	@Override
	void close();

}
