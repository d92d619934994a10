package dev.sourcery.sample.bank.export;

import java.nio.file.Path;

import dev.sourcery.export.EventExport;
import dev.sourcery.export.ExportProgressDisplay;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Writes all events of the bank to a new file if {@code --bank.export=file} is set, while
 * the bank is open.
 */
@Component
@ConditionalOnProperty("bank.export")
class ExportAtStart implements ApplicationRunner {

	private final EventExport events;

	private final Path file;

	ExportAtStart(EventExport events, @Value("${bank.export}") Path file) {
		this.events = events;
		this.file = file;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		System.out.println(this.events.reportingTo(new ExportProgressDisplay(System.out, "export")).export(this.file));
	}

}
