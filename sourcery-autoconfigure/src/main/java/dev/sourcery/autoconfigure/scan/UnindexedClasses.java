package dev.sourcery.autoconfigure.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Resolves the pattern of a scan to the class files in those directories and jars that
 * have no complete index.
 */
final class UnindexedClasses implements ResourcePatternResolver {

	private static final String ALL = "**/*.class";

	private final ResourcePatternResolver resources;

	private final ClassPathIndex index;

	UnindexedClasses(ResourcePatternResolver resources, ClassPathIndex index) {
		this.resources = resources;
		this.index = index;
	}

	@Override
	public Resource[] getResources(String pattern) throws IOException {
		if (!pattern.endsWith(ALL)) {
			return this.resources.getResources(pattern);
		}
		Resource[] directories = this.resources.getResources(pattern.substring(0, pattern.length() - ALL.length()));
		List<String> unindexed = new ArrayList<>();
		for (Resource directory : directories) {
			String url = directory.getURL().toString();
			if (!this.index.isComplete(url)) {
				unindexed.add(url.endsWith("/") ? url : url + "/");
			}
		}
		return (unindexed.size() == directories.length) ? this.resources.getResources(pattern) : classesIn(unindexed);
	}

	private Resource[] classesIn(List<String> directories) throws IOException {
		List<Resource> found = new ArrayList<>();
		for (String directory : directories) {
			found.addAll(List.of(this.resources.getResources(directory + ALL)));
		}
		return found.toArray(Resource[]::new);
	}

	@Override
	public Resource getResource(String location) {
		return this.resources.getResource(location);
	}

	@Override
	public @Nullable ClassLoader getClassLoader() {
		return this.resources.getClassLoader();
	}

}
