package dev.sourcery.test.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.lang3.SystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * The archive of PostgreSQL programs on the class path.
 */
final class PostgresBinaries {

	// Contains the initial catalog, for initdb. Its first line is "# PostgreSQL 18".
	private static final String CATALOG = "postgres.bki";

	private static final Pattern VERSION = Pattern.compile("# PostgreSQL (\\d+).*");

	private PostgresBinaries() {
	}

	/**
	 * Returns the version of the programs for this machine.
	 * @return the major version
	 * @throws IOException if the archive cannot be read
	 * @throws IllegalStateException if there is no archive for this machine
	 */
	static int majorVersion() throws IOException {
		try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(), architecture())) {
			return majorVersion(archive);
		}
	}

	static int majorVersion(InputStream archive) throws IOException {
		TarArchiveInputStream files = new TarArchiveInputStream(new XZInputStream(archive));
		for (TarArchiveEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
			if (file.getName().endsWith(CATALOG)) {
				String line = new BufferedReader(new InputStreamReader(files, StandardCharsets.US_ASCII)).readLine();
				Matcher version = VERSION.matcher(String.valueOf(line));
				if (version.matches()) {
					return Integer.parseInt(version.group(1));
				}
			}
		}
		throw new IOException("The archive of PostgreSQL binaries on the class path has no " + CATALOG
				+ " with a version. Use artifacts of io.zonky.test.postgres.");
	}

	// The names under which the library looks for the archive.
	private static String system() {
		if (SystemUtils.IS_OS_WINDOWS) {
			return "Windows";
		}
		return SystemUtils.IS_OS_MAC_OSX ? "Darwin" : "Linux";
	}

	private static String architecture() {
		return "amd64".equals(SystemUtils.OS_ARCH) ? "x86_64" : SystemUtils.OS_ARCH;
	}

}
