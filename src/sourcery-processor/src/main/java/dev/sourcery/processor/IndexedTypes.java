package dev.sourcery.processor;

import java.util.ArrayList;
import java.util.List;

import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

import dev.sourcery.processor.IndexEntry.Kind;

/**
 * Determines the entries of a type.
 */
final class IndexedTypes {

	private final Elements elements;

	IndexedTypes(Elements elements) {
		this.elements = elements;
	}

	List<IndexEntry> entriesOf(TypeElement type) {
		List<IndexEntry> entries = new ArrayList<>();
		add(entries, Kind.AGGREGATE, type, Annotations.has(type, Names.AGGREGATE));
		add(entries, Kind.EVENT, type, Annotations.has(type, Names.EVENT_TYPE));
		add(entries, Kind.PROJECTION, type, Annotations.has(type, Names.PROJECTION));
		add(entries, Kind.HANDLERS, type, type.getEnclosedElements().stream().anyMatch(IndexedTypes::isHandler));
		return entries;
	}

	private void add(List<IndexEntry> entries, Kind kind, TypeElement type, boolean present) {
		if (present) {
			boolean conditional = kind != Kind.HANDLERS && Annotations.hasMeta(type, Names.CONDITIONAL);
			entries.add(new IndexEntry(kind, this.elements.getBinaryName(type).toString(), conditional));
		}
	}

	private static boolean isHandler(Element member) {
		return Annotations.has(member, Names.APPLY) || Annotations.has(member, Names.COMMAND_HANDLER)
				|| Annotations.has(member, Names.EVENT_HANDLER) || Annotations.has(member, Names.ORDERED_BY)
				|| Annotations.has(member, Names.RESET_HANDLER);
	}

}
