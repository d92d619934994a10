package dev.sourcery.export;

import java.nio.file.Path;

import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the guide shows.
 */
class GuideTests {

	private final StoreDatabase source = new StoreDatabase();

	private final StoreDatabase target = new StoreDatabase();

	private final EventExport eventExport = Events.export(this.source);

	@AfterEach
	void close() {
		this.source.close();
		this.target.close();
	}

	@Test
	void exportImportAndVerification(@TempDir Path directory) {
		StoreDatabase.append(this.source.store(), "a", "1", "2");
		EventImport otherImport = Events.imports(this.target);
		EventExport otherExport = Events.export(this.target);
		Path file = directory.resolve("events.ndjson");
		// @formatter:off
		ExportReport exported = this.eventExport.reportingTo(new ExportProgressDisplay(System.out, "export")).export(file);
		assertThat(exported.unsettled()).isZero();
		ImportReport imported = otherImport.reportingTo(new ExportProgressDisplay(System.out, "import")).importFrom(file);
		VerificationReport verified = otherExport.verify(file);
		// @formatter:on
		assertThat(imported.sha256()).isEqualTo(exported.sha256()).isEqualTo(verified.sha256());
	}

}
