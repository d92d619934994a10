package dev.sourcery.autoconfigure.scan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.event.EventType;
import dev.sourcery.projection.Projection;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;

/**
 * The names of annotated classes, found without loading the classes: in the indexes of
 * the class path, and in one scan of the directories and jars without an index.
 */
final class AnnotatedNames {

	private static final String INDEX_ENABLED = "sourcery.index.enabled";

	private final Map<Class<? extends Annotation>, SortedSet<String>> names = Map.of(Aggregate.class, new TreeSet<>(),
			EventType.class, new TreeSet<>(), Projection.class, new TreeSet<>());

	private final ClassPathIndex index;

	private AnnotatedNames(ClassPathIndex index) {
		this.index = index;
	}

	static AnnotatedNames in(List<String> packages, BeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		ResourcePatternResolver resources = ResourcePatternUtils.getResourcePatternResolver(resourceLoader);
		boolean indexed = !packages.isEmpty() && environment.getProperty(INDEX_ENABLED, Boolean.class, true);
		AnnotatedNames found = new AnnotatedNames(indexed ? ClassPathIndex.read(resources) : ClassPathIndex.NONE);
		TypeExcludeFilter testFilter = new TypeExcludeFilter();
		testFilter.setBeanFactory(beanFactory);
		Scan scan = found.new Scan(environment, testFilter);
		scan.setResourceLoader(new UnindexedClasses(resources, found.index));
		found.names.keySet()
			.forEach((annotation) -> scan.addIncludeFilter(new AnnotationTypeFilter(annotation, false)));
		packages.forEach(scan::findCandidateComponents);
		found.index.types()
			.stream()
			.filter((type) -> packages.stream().anyMatch(type::isIn))
			.forEach((type) -> found.add(type, scan));
		return found;
	}

	// the class file is read only if a condition or a test may exclude the class
	private void add(IndexedType type, Scan scan) {
		if (type.conditional() || type.annotation() == Projection.class) {
			scan.read(type);
		}
		else {
			add(type.annotation(), type.className());
		}
	}

	private void add(Class<? extends Annotation> annotation, String className) {
		this.names.getOrDefault(annotation, Collections.emptySortedSet()).add(className);
	}

	Set<String> with(Class<? extends Annotation> annotation) {
		return this.names.getOrDefault(annotation, Collections.emptySortedSet());
	}

	RuntimeException missing(String className, RuntimeException failure) {
		return this.index.types()
			.stream()
			.filter((type) -> type.className().equals(className))
			.findFirst()
			.<RuntimeException>map((type) -> new StaleIndexException(className, type.index(), failure))
			.orElse(failure);
	}

	private final class Scan extends ClassPathScanningCandidateComponentProvider {

		private final TypeFilter testFilter;

		Scan(Environment environment, TypeFilter testFilter) {
			super(false, environment);
			this.testFilter = testFilter;
		}

		void read(IndexedType type) {
			try {
				isCandidateComponent(getMetadataReaderFactory().getMetadataReader(type.className()));
			}
			catch (FileNotFoundException ex) {
				throw new StaleIndexException(type.className(), type.index(), ex);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The class file of %s cannot be read".formatted(type.className()), ex);
			}
		}

		@Override
		protected boolean isCandidateComponent(MetadataReader reader) throws IOException {
			if (!super.isCandidateComponent(reader)) {
				return false;
			}
			for (Class<? extends Annotation> annotation : AnnotatedNames.this.names.keySet()) {
				if (reader.getAnnotationMetadata().hasAnnotation(annotation.getName())
						&& !isExcluded(annotation, reader)) {
					add(annotation, reader.getClassMetadata().getClassName());
				}
			}
			return true;
		}

		// as for components, so that the projections of one test do not run in another
		// test
		private boolean isExcluded(Class<? extends Annotation> annotation, MetadataReader reader) throws IOException {
			return annotation == Projection.class && this.testFilter.match(reader, getMetadataReaderFactory());
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return true;
		}

	}

}
