package dev.sourcery.metadata;

import org.jspecify.annotations.Nullable;

/**
 * Provides metadata for the commands that a thread issues while a scope is open, such as
 * the handling of an event. Thread-safe; scopes do not affect other threads.
 *
 * @since 0.1
 */
public final class MetadataScope implements MetadataProvider {

	// not static: each instance is separate; removed when the outermost scope is closed
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable MetadataProvider> current = new ThreadLocal<>();

	/**
	 * Creates an instance without an open scope.
	 */
	public MetadataScope() {
	}

	/**
	 * Returns the metadata of the open scopes of the current thread.
	 * @return the metadata, empty if no scope is open
	 */
	@Override
	public Metadata metadata() {
		MetadataProvider provider = this.current.get();
		return (provider != null) ? provider.metadata() : Metadata.empty();
	}

	/**
	 * Opens a scope on the current thread. Values that it does not provide are those of
	 * the enclosing scope.
	 * @param provider provides the metadata; invoked when a command is issued
	 * @return the scope, to be closed on the same thread, inner scopes first
	 */
	public Scope open(MetadataProvider provider) {
		MetadataProvider outer = this.current.get();
		this.current.set((outer == null) ? provider : () -> provider.metadata().withDefaults(outer.metadata()));
		return () -> {
			if (outer == null) {
				this.current.remove();
			}
			else {
				this.current.set(outer);
			}
		};
	}

	/**
	 * An open scope.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		/**
		 * Closes the scope and restores the enclosing one.
		 */
		@Override
		void close();

	}

}
