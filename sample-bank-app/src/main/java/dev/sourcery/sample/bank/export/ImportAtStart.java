package dev.sourcery.sample.bank.export;

import java.nio.file.Path;

import dev.sourcery.export.EventImport;
import dev.sourcery.export.ExportProgressDisplay;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Imports the events of a file into the bank if {@code --bank.import=file} is set. The
 * import runs before projections and the web server start: if the transfer process saw a
 * part of the history, it would execute transfers a second time.
 */
@Component
@ConditionalOnProperty("bank.import")
class ImportAtStart implements SmartInitializingSingleton {

	private final EventImport events;

	private final Path file;

	ImportAtStart(EventImport events, @Value("${bank.import}") Path file) {
		this.events = events;
		this.file = file;
	}

	@Override
	public void afterSingletonsInstantiated() {
		System.out
			.println(this.events.reportingTo(new ExportProgressDisplay(System.out, "import")).importFrom(this.file));
	}

}
