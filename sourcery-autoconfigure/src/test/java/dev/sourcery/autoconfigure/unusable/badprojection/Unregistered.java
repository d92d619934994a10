package dev.sourcery.autoconfigure.unusable.badprojection;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;

@Projection("unregistered")
public final class Unregistered {

	@EventHandler
	void on(Number event) {
	}

}
