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
		writeIndex(types);
	}

	private static void addWithNested(List<TypeElement> types, Element type) {
		types.add((TypeElement) type);
		ElementFilter.typesIn(type.getEnclosedElements()).forEach((nested) -> addWithNested(types, nested));
	}

	private void writeIndex(List<TypeElement> types) {
		if (this.compiled.isEmpty()) {
			return;
		}
		Elements elements = this.processingEnv.getElementUtils();
		IndexFile file = new IndexFile(this.processingEnv.getFiler(), elements);
		IndexedTypes indexed = new IndexedTypes(elements);
		Set<IndexEntry> entries = new TreeSet<>(file.kept(this.compiled));
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
