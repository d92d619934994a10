package dev.sourcery.metadata;

import java.util.List;

/**
 * Provides the metadata of a command that the caller does not pass explicitly, such as
 * its correlation id, its actor or its tenant. Invoked once for each command, on the
 * thread of the caller. Implementations are thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface MetadataProvider {

	/**
	 * Returns the metadata that is known to this provider.
	 * @return the metadata; values that are not known are {@code null}
	 */
	Metadata metadata();

	/**
	 * Returns a provider that combines others. Each value is that of the first provider
	 * that knows it; entries are merged by their names.
	 * @param providers the providers in the order of precedence
	 * @return the combination
	 */
	static MetadataProvider combined(List<? extends MetadataProvider> providers) {
		return () -> {
			Metadata combined = Metadata.empty();
			for (MetadataProvider provider : providers) {
				combined = combined.withDefaults(provider.metadata());
			}
			return combined;
		};
	}

}
