package dev.sourcery.processor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;

/**
 * Checks the events, aggregates and projections of a compilation, and writes
 * {@code META-INF/sourcery/index} beside the classes. It claims no annotation, and works
 * beside other processors: it waits for the types that they generate.
 *
 * @since 0.1
 */
public final class SourceryProcessor extends AbstractProcessor {

	private final Set<String> compiled = new LinkedHashSet<>();

	/**
	 * Creates the processor.
	 */
	public SourceryProcessor() {
	}

	// all types: one whose annotation was removed must leave the index
	@Override
	public Set<String> getSupportedAnnotationTypes() {
		return Set.of("*");
	}

	@Override
	public Set<String> getSupportedOptions() {
		return Set.of(Problems.OPTION);
	}

	@Override
	public SourceVersion getSupportedSourceVersion() {
		return SourceVersion.latestSupported();
	}

	@Override
	public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
		for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) {
			this.compiled.add(type.getQualifiedName().toString());
		}
		if (round.processingOver() && !round.errorRaised()) {
			finish();
		}
		return false;
	}

	private void finish() {
		List<TypeElement> types = new ArrayList<>();
		for (String name : this.compiled) {
			// other processors may have changed the type since
			TypeElement type = this.processingEnv.getElementUtils().getTypeElement(name);
			if (type != null) {
				addWithNested(types, type);
			}
		}
		if (this.compiled.isEmpty()) {
			return;
		}
		Elements elements = this.processingEnv.getElementUtils();
		IndexFile file = new IndexFile(this.processingEnv.getFiler(), elements);
		Set<IndexEntry> kept = file.kept(this.compiled);
		List<TypeElement> previous = new ArrayList<>();
		for (IndexEntry entry : kept) {
			TypeElement type = file.find(entry.name());
			if (type != null) {
				previous.add(type);
			}
		}
		List<Check> checks = checks(types, previous);
		types.forEach((type) -> checks.forEach((check) -> check.check(type)));
		writeIndex(file, kept, types);
	}

	private static void addWithNested(List<TypeElement> types, Element type) {
		types.add((TypeElement) type);
		ElementFilter.typesIn(type.getEnclosedElements()).forEach((nested) -> addWithNested(types, nested));
	}

	private List<Check> checks(List<TypeElement> types, List<TypeElement> previous) {
		List<TypeElement> all = new ArrayList<>(types);
		all.addAll(previous);
		JavaTypes java = new JavaTypes(this.processingEnv);
		Problems problems = new Problems(this.processingEnv.getMessager(), this.processingEnv.getOptions());
		return List.of(new UniqueEventNames(problems, previous),
				new ReadableEvents(problems, all.stream().anyMatch(java::customizesEvents)),
				new KnownFieldTypes(java, problems), new ApplySignatures(java, problems),
				new CommandSignatures(java, problems), new EventSignatures(java, problems),
				new AppliedEvents(java, problems, all), new HandledCommands(java, problems, types, all),
				new IdTypes(java, problems, all));
	}

	private void writeIndex(IndexFile file, Set<IndexEntry> kept, List<TypeElement> types) {
		IndexedTypes indexed = new IndexedTypes(this.processingEnv.getElementUtils());
		Set<IndexEntry> entries = new TreeSet<>(kept);
		types.forEach((type) -> entries.addAll(indexed.entriesOf(type)));
		try {
			file.write(entries);
		}
		catch (IOException ex) {
			this.processingEnv.getMessager()
				.printMessage(Diagnostic.Kind.ERROR, "%s cannot be written: %s".formatted(IndexFile.PATH, ex));
		}
	}

}
