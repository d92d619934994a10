package dev.sourcery.processor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import javax.annotation.processing.Filer;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.StandardLocation;

import org.jspecify.annotations.Nullable;

/**
 * The index beside the compiled classes. A compiler that is invoked for some of the
 * sources only, as in an IDE, extends the index of its previous invocations.
 */
final class IndexFile {

	static final String PATH = "META-INF/sourcery/index";

	private static final String HEADER = "# sourcery 1";

	private final Filer filer;

	private final Elements elements;

	IndexFile(Filer filer, Elements elements) {
		this.filer = filer;
		this.elements = elements;
	}

	/**
	 * Returns the entries of previous invocations for types that still exist and have not
	 * been compiled by this invocation.
	 */
	Set<IndexEntry> kept(Set<String> compiled) {
		Set<IndexEntry> entries = new TreeSet<>();
		try (BufferedReader lines = new BufferedReader(
				this.filer.getResource(StandardLocation.CLASS_OUTPUT, "", PATH).openReader(true))) {
			if (HEADER.equals(lines.readLine())) {
				lines.lines()
					.map(IndexEntry::parse)
					.filter((entry) -> isKept(find(entry.name()), compiled))
					.forEach(entries::add);
			}
		}
		catch (IOException ex) {
			// the first invocation
			return entries;
		}
		return entries;
	}

	private static boolean isKept(@Nullable TypeElement type, Set<String> compiled) {
		return type != null && !compiled.contains(topLevel(type).getQualifiedName().toString());
	}

	private static TypeElement topLevel(TypeElement type) {
		Element outer = type.getEnclosingElement();
		return (outer instanceof TypeElement enclosing) ? topLevel(enclosing) : type;
	}

	/**
	 * Returns the type with a binary name.
	 * @return the type, {@code null} if it does not exist
	 */
	@Nullable TypeElement find(String binaryName) {
		// simple names may contain the dollar sign, too
		for (int end = binaryName.indexOf('$'); end >= 0; end = binaryName.indexOf('$', end + 1)) {
			TypeElement found = findNested(this.elements.getTypeElement(binaryName.substring(0, end)), binaryName);
			if (found != null) {
				return found;
			}
		}
		return this.elements.getTypeElement(binaryName);
	}

	private @Nullable TypeElement findNested(@Nullable TypeElement outer, String binaryName) {
		if (outer == null || this.elements.getBinaryName(outer).contentEquals(binaryName)) {
			return outer;
		}
		for (TypeElement nested : ElementFilter.typesIn(outer.getEnclosedElements())) {
			TypeElement found = findNested(nested, binaryName);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	void write(Collection<IndexEntry> entries) throws IOException {
		try (Writer writer = this.filer.createResource(StandardLocation.CLASS_OUTPUT, "", PATH).openWriter()) {
			writer.write(HEADER + "\n");
			for (IndexEntry entry : new TreeSet<>(entries)) {
				writer.write(entry.line() + "\n");
			}
		}
	}

}
