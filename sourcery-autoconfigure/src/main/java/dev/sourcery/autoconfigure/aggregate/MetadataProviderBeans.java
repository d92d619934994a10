package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Combines the beans that provide metadata, in their order. They are looked up at the
 * first command, because a provider may in turn depend on a repository.
 */
final class MetadataProviderBeans implements MetadataProvider {

	private final SingletonSupplier<MetadataProvider> combined;

	MetadataProviderBeans(ObjectProvider<MetadataProvider> beans) {
		this.combined = SingletonSupplier.of(() -> MetadataProvider.combined(beans.orderedStream().toList()));
	}

	@Override
	public Metadata metadata() {
		return this.combined.obtain().metadata();
	}

}
