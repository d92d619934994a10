package dev.sourcery.export;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of a complete file: the number of events in the file, and the SHA-256
 * over their lines, line feeds included.
 */
record Footer(long events, String sha256) {

	static final String START = "{\"events\":";

	private static final Pattern FORM = Pattern
		.compile("\\{\"events\":(0|[1-9][0-9]{0,17}),\"sha256\":\"([0-9a-f]{64})\"}");

	static Optional<Footer> parse(String line) {
		Matcher footer = FORM.matcher(line);
		return footer.matches() ? Optional.of(new Footer(Long.parseLong(footer.group(1)), footer.group(2)))
				: Optional.empty();
	}

	@Override
	public String toString() {
		return START + this.events + ",\"sha256\":\"" + this.sha256 + "\"}";
	}

}
