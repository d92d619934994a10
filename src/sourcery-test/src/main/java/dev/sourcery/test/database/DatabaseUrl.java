package dev.sourcery.test.database;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A URL of the PostgreSQL driver, split at the name of the database.
 */
record DatabaseUrl(String server, String database, String parameters) {

	private static final Pattern FORM = Pattern.compile("(jdbc:postgresql:(?://[^/?]*/|/)?)([^/?]*)(?:\\?(.*))?");

	/**
	 * Splits a URL into its parts.
	 * @param url the URL
	 * @return the parts, without user and password
	 * @throws IllegalArgumentException if it is not a URL of the driver
	 */
	static DatabaseUrl parse(String url) {
		Matcher form = FORM.matcher(url);
		if (!form.matches()) {
			throw new IllegalArgumentException("not of the form jdbc:postgresql://host:port/database?parameters");
		}
		String parameters = (form.group(3) != null) ? form.group(3) : "";
		return new DatabaseUrl(form.group(1), form.group(2),
				Arrays.stream(parameters.split("&"))
					.filter((parameter) -> !parameter.isEmpty() && !parameter.matches("(user|password)(=.*)?"))
					.collect(Collectors.joining("&")));
	}

	DatabaseUrl withDatabase(String name) {
		return new DatabaseUrl(this.server, name, this.parameters);
	}

	@Override
	public String toString() {
		return this.server + this.database + (this.parameters.isEmpty() ? "" : "?" + this.parameters);
	}

}
