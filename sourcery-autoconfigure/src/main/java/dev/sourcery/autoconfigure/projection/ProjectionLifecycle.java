package dev.sourcery.autoconfigure.projection;

import dev.sourcery.projection.Projections;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the projections after the web server, and stops them after active requests have
 * completed, because these may wait for a projection, and before the connection pool
 * closes.
 */
final class ProjectionLifecycle implements SmartLifecycle {

	/**
	 * The phase between the web server, which starts and stops 2048 below the default,
	 * and its graceful shutdown, 1024 below. Higher phases start later and stop earlier.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1536;

	private final Projections projections;

	private final boolean enabled;

	private volatile boolean running;

	ProjectionLifecycle(Projections projections, boolean enabled) {
		this.projections = projections;
		this.enabled = enabled;
	}

	@Override
	public void start() {
		this.projections.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.projections.stop();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return this.enabled;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
