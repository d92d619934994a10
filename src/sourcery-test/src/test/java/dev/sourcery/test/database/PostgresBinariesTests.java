package dev.sourcery.test.database;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class PostgresBinariesTests {

	@ParameterizedTest
	@CsvSource({ "share/postgresql/postgres.bki,# PostgreSQL 14,14", "share/postgres.bki,# PostgreSQL 18,18",
			"share/postgresql/postgres.bki,# PostgreSQL 19devel,19" })
	void theVersionIsReadFromTheArchive(String name, String firstLine, int version) throws IOException {
		assertThat(PostgresBinaries.majorVersion(archive(name, firstLine + "\ncreate pg_proc 1255")))
			.isEqualTo(version);
	}

	@Test
	void whenTheArchiveHasNoVersionTheMessageSaysWhatToUse() {
		assertThatIOException().isThrownBy(() -> PostgresBinaries.majorVersion(archive("bin/postgres", "elf")))
			.withMessageContaining("has no postgres.bki with a version")
			.withMessageContaining("Use artifacts of io.zonky.test.postgres");
	}

	@ParameterizedTest
	@ValueSource(ints = { 14, 15, 16 })
	void whenTheBuiltinProviderDoesNotExistTheLocaleIsC(int version) {
		assertThat(LocaleOptions.of(version)).containsOnlyKeys("locale").containsEntry("locale", "C");
	}

	@ParameterizedTest
	@ValueSource(ints = { 17, 18 })
	void whenTheBuiltinProviderExistsItIsUsed(int version) {
		assertThat(LocaleOptions.of(version)).containsEntry("locale-provider", "builtin")
			.containsEntry("builtin-locale", "C.UTF-8");
	}

	private static InputStream archive(String name, String content) throws IOException {
		byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(archive, new LZMA2Options()))) {
			for (String file : new String[] { "lib/libpq.so", name }) {
				TarArchiveEntry entry = new TarArchiveEntry(file);
				entry.setSize(bytes.length);
				tar.putArchiveEntry(entry);
				tar.write(bytes);
				tar.closeArchiveEntry();
			}
		}
		return new ByteArrayInputStream(archive.toByteArray());
	}

}
