package dev.sourcery.autoconfigure.scan;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;

import dev.sourcery.event.EventType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Loads the annotated classes on a second core while the application starts, as Spring
 * Boot does with classes that take long to initialize. Failures are left to the thread
 * that uses the classes.
 */
final class ClassPreloader implements Runnable {

	private final List<String> events;

	private final List<String> aggregates;

	private final @Nullable ClassLoader classLoader;

	private ClassPreloader(Collection<String> events, Collection<String> aggregates,
			@Nullable ClassLoader classLoader) {
		this.events = List.copyOf(events);
		this.aggregates = List.copyOf(aggregates);
		this.classLoader = classLoader;
	}

	static void start(Collection<String> events, Collection<String> aggregates, @Nullable ClassLoader classLoader) {
		if (Runtime.getRuntime().availableProcessors() > 1 && !events.isEmpty()) {
			Thread thread = new Thread(new ClassPreloader(events, aggregates, classLoader), "sourcery-preload");
			thread.setDaemon(true);
			thread.start();
		}
	}

	@Override
	public void run() {
		try {
			// the class keeps its annotations and methods for the next reader
			for (String event : this.events) {
				boolean unused = ClassUtils.forName(event, this.classLoader).isAnnotationPresent(EventType.class);
			}
			for (String aggregate : this.aggregates) {
				Method[] unused = ClassUtils.forName(aggregate, this.classLoader).getDeclaredMethods();
			}
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// reported by the thread that uses the class
			return;
		}
	}

}
