package dev.sourcery.autoconfigure.scan;

import java.io.IOException;
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
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;

/**
 * The names of annotated classes, found in one scan without loading the classes.
 */
final class AnnotatedNames {

	private final Map<Class<? extends Annotation>, SortedSet<String>> names = Map.of(Aggregate.class, new TreeSet<>(),
			EventType.class, new TreeSet<>(), Projection.class, new TreeSet<>());

	private AnnotatedNames() {
	}

	static AnnotatedNames in(List<String> packages, BeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		AnnotatedNames found = new AnnotatedNames();
		TypeExcludeFilter testFilter = new TypeExcludeFilter();
		testFilter.setBeanFactory(beanFactory);
		Scan scan = found.new Scan(environment, testFilter);
		scan.setResourceLoader(resourceLoader);
		found.names.keySet()
			.forEach((annotation) -> scan.addIncludeFilter(new AnnotationTypeFilter(annotation, false)));
		packages.forEach(scan::findCandidateComponents);
		return found;
	}

	Set<String> with(Class<? extends Annotation> annotation) {
		return this.names.getOrDefault(annotation, Collections.emptySortedSet());
	}

	private final class Scan extends ClassPathScanningCandidateComponentProvider {

		private final TypeFilter testFilter;

		Scan(Environment environment, TypeFilter testFilter) {
			super(false, environment);
			this.testFilter = testFilter;
		}

		@Override
		protected boolean isCandidateComponent(MetadataReader reader) throws IOException {
			if (!super.isCandidateComponent(reader)) {
				return false;
			}
			for (Map.Entry<Class<? extends Annotation>, SortedSet<String>> each : AnnotatedNames.this.names
				.entrySet()) {
				if (reader.getAnnotationMetadata().hasAnnotation(each.getKey().getName())
						&& !isExcluded(each.getKey(), reader)) {
					each.getValue().add(reader.getClassMetadata().getClassName());
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
