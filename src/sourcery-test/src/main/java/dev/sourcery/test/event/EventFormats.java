package dev.sourcery.test.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.handler.AnnotatedMethods;

/**
 * Guards the stored form of events: a test writes a sample of each event type and version
 * to a directory under version control, and fails when a change makes a sample unreadable
 * or reads it differently. <pre class="code">
 * &#64;Test
 * void storedEventsRemainReadable() {
 *     EventFormats.of(evolution).verify(Path.of("src/test/resources/events"));
 * }</pre> Samples may be edited, and others may be added to the files, such as the
 * payloads of events from a real database.
 *
 * @since 0.1
 */
public final class EventFormats {

	/**
	 * The system property that accepts the way in which the samples are read now.
	 */
	public static final String ACCEPT = "sourcery.test.accept-formats";

	private static final String GUIDANCE = """
			To keep stored events readable:
			  - a renamed field: @JsonAlias with the earlier name; a new field: a default in the constructor
			  - a renamed type: @EventType(value = "new name", aliases = "earlier name")
			  - another form: raise the version in @EventType, and add an upcaster from the earlier version, such as \
			Upcaster.next("type", 1, (json) -> ...), or a static method with @Upcast
			  - events that are no longer needed: sourcery.events.retired
			If samples may be read differently, run the test once with -D%s=true and commit the files. \
			If events of a type were never stored, delete its file.""".formatted(ACCEPT);

	private final EventEvolution evolution;

	private final List<Object> samples;

	private EventFormats(EventEvolution evolution, List<Object> samples) {
		this.evolution = evolution;
		this.samples = samples;
	}

	/**
	 * Returns the formats of an application, by the bean that its event store uses.
	 * @param evolution the evolution
	 * @return the formats
	 */
	public static EventFormats of(EventEvolution evolution) {
		return new EventFormats(evolution, List.of());
	}

	/**
	 * Returns the formats of the events of a serializer, without upcasters.
	 * @param serializer the serializer
	 * @return the formats
	 */
	public static EventFormats of(EventSerializer serializer) {
		return of(EventEvolution.of(serializer));
	}

	/**
	 * Returns the formats of event classes, without upcasters.
	 * @param eventClasses the event classes, or sealed types of which all permitted
	 * classes are events
	 * @return the formats
	 */
	public static EventFormats of(Class<?>... eventClasses) {
		Set<Class<?>> concrete = new LinkedHashSet<>();
		for (Class<?> eventClass : eventClasses) {
			concrete.addAll(AnnotatedMethods.concreteClasses(eventClass));
		}
		return of(new JsonEventSerializer(EventTypes.of(concrete)));
	}

	/**
	 * Adds an event that is written as the sample of its type, for event classes that
	 * refuse the values of generated samples.
	 * @param event the event
	 * @return formats with this sample
	 */
	public EventFormats sample(Object event) {
		List<Object> more = new ArrayList<>(this.samples);
		more.add(event);
		return new EventFormats(this.evolution, List.copyOf(more));
	}

	/**
	 * Verifies that all samples of a directory are read as before, and writes samples of
	 * event types that have none.
	 * @param directory the directory, which is created if it does not exist
	 * @throws AssertionError if a sample cannot be read or is read differently, or if
	 * samples were written, which must be committed
	 */
	public void verify(Path directory) {
		List<SampleFile> files = files(directory);
		SampleCheck check = new SampleCheck(this.evolution, Boolean.getBoolean(ACCEPT));
		files.forEach(check::check);
		List<String> problems = new ArrayList<>(check.problems());
		if (problems.isEmpty()) {
			check.recorded().forEach(SampleFile::write);
			MissingSamples missing = new MissingSamples(this.evolution, directory, this.samples);
			missing.write(files(directory));
			if (!missing.problems().isEmpty()) {
				throw new AssertionError(
						"There are event types without samples:\n" + String.join("\n", missing.problems()));
			}
			List<Path> written = Stream.concat(missing.written().stream(), check.added().stream()).distinct().toList();
			if (!written.isEmpty()) {
				throw new AssertionError("Samples of events were written. Commit these files, and run the test again:\n"
						+ String.join("\n", written.stream().map(Path::toString).toList()));
			}
			return;
		}
		throw new AssertionError(
				"Stored events are no longer read as before:\n%s\n%s".formatted(String.join("\n", problems), GUIDANCE));
	}

	private static List<SampleFile> files(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.filter((path) -> path.toString().endsWith(".json")).sorted().map(SampleFile::read).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
