package dev.sourcery.autoconfigure.store;

import dev.sourcery.tail.SettledWatch;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the {@link SettledWatch} with the application context.
 */
final class SettledWatchLifecycle implements SmartLifecycle {

	private final SettledWatch watch;

	SettledWatchLifecycle(SettledWatch watch) {
		this.watch = watch;
	}

	@Override
	public void start() {
		this.watch.start();
	}

	@Override
	public void stop() {
		this.watch.stop();
	}

	@Override
	public boolean isRunning() {
		return this.watch.isRunning();
	}

}
