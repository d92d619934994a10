package dev.sourcery.sample.bank.export;

import java.nio.file.Path;

import dev.sourcery.export.EventImport;
import dev.sourcery.export.ExportProgressDisplay;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * {@code --bank.import=file} brings the events of a file into the bank. It is done before
 * projections and the web server start: the process of transfers must not see half a
 * history, or it would carry transfers through a second time.
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
