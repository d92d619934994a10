package dev.sourcery.autoconfigure.unusable.noapply;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.CommandHandler;

@Aggregate("without-apply")
public final class WithoutApply {

	@CommandHandler
	static Object open(String command) {
		return command;
	}

}
