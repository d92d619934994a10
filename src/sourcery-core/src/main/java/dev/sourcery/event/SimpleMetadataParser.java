package dev.sourcery.event;

import java.util.Map;

import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads metadata whose texts have no escapes, in the form that {@link MetadataFormat}
 * writes. It returns no result for any other input, so that errors are always detected by
 * the complete parser.
 */
final class SimpleMetadataParser {

	private final String json;

	private int at = 1;

	private @Nullable String correlationId;

	private @Nullable String causationId;

	private @Nullable String actor;

	private @Nullable String tenant;

	SimpleMetadataParser(String json) {
		this.json = json;
	}

	/**
	 * Reads the metadata.
	 * @return the metadata, or {@code null} if the input requires a complete parser
	 */
	@Nullable Metadata parse() {
		if (!this.json.startsWith("{\"")) {
			return null;
		}
		int last = this.json.length() - 1;
		while (member()) {
			if (this.at == last && this.json.charAt(last) == '}') {
				return new Metadata(this.correlationId, this.causationId, this.actor, this.tenant, Map.of());
			}
			if (this.at >= last || this.json.charAt(this.at) != ',') {
				return null;
			}
			this.at++;
		}
		return null;
	}

	private boolean member() {
		if (take(StoredMetadata.CORRELATION_ID)) {
			this.correlationId = text();
			return this.correlationId != null;
		}
		if (take(StoredMetadata.CAUSATION_ID)) {
			this.causationId = text();
			return this.causationId != null;
		}
		if (take(StoredMetadata.ACTOR)) {
			this.actor = text();
			return this.actor != null;
		}
		if (take(StoredMetadata.TENANT)) {
			this.tenant = text();
			return this.tenant != null;
		}
		return false;
	}

	// the name with its quotes, the colon, and the quote before the text
	private boolean take(String name) {
		int end = this.at + 1 + name.length();
		if (this.json.startsWith(name, this.at + 1) && this.json.charAt(this.at) == '"'
				&& this.json.startsWith("\":\"", end)) {
			this.at = end + 3;
			return true;
		}
		return false;
	}

	private @Nullable String text() {
		int end = this.json.indexOf('"', this.at);
		if (end < 0) {
			return null;
		}
		for (int i = this.at; i < end; i++) {
			char c = this.json.charAt(i);
			if (c == '\\' || c < ' ') {
				return null;
			}
		}
		String text = this.json.substring(this.at, end);
		this.at = end + 1;
		return text;
	}

}
