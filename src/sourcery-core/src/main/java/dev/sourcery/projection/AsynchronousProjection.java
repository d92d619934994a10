package dev.sourcery.projection;

import java.time.Duration;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.Registration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A projection that runs on a thread of its own.
 */
final class AsynchronousProjection implements RunningProjection {

	private static final Logger logger = LoggerFactory.getLogger(AsynchronousProjection.class);

	private final ProjectionDefinition definition;

	private final EventStore store;

	private final Checkpoints checkpoints;

	private final ProjectionSettings settings;

	private final CommitSignal signal = new CommitSignal();

	private final Progress progress;

	private final TokenWait tokenWait;

	private @Nullable Thread thread;

	private @Nullable Registration registration;

	AsynchronousProjection(ProjectionDefinition definition, EventStore store, Checkpoints checkpoints,
			ProjectionSettings settings) {
		this.definition = definition;
		this.store = store;
		this.checkpoints = checkpoints;
		this.settings = settings;
		this.progress = new Progress(definition.key());
		this.tokenWait = new TokenWait(definition.key(), checkpoints, store, this.progress, this.signal);
	}

	@Override
	public synchronized void start() {
		if (this.thread != null && this.thread.isAlive()) {
			requireActive();
			return;
		}
		closeRegistration();
		this.progress.started();
		try {
			this.registration = this.store.afterCommit(this.signal::signal);
			this.thread = new Thread(new ProjectionWorker(this.definition, this.store, this.checkpoints, this.settings,
					this.signal, this.progress), "sourcery-projection-" + this.definition.key().name());
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			// there may be no memory for one more thread
			this.progress.failed(ex);
			throw ex;
		}
	}

	private void requireActive() {
		if (!this.progress.isActive()) {
			throw new IllegalStateException(
					"Projection %s was stopped, but its last batch has not ended yet: a handler does not return. Start it when it has."
						.formatted(this.definition.key()));
		}
	}

	@Override
	public synchronized void beginStop() {
		this.progress.stopping();
		this.signal.signal();
		closeRegistration();
	}

	private void closeRegistration() {
		if (this.registration != null) {
			this.registration.close();
			this.registration = null;
		}
	}

	@Override
	public synchronized void awaitStop() {
		Thread running = this.thread;
		if (running == null) {
			return;
		}
		try {
			running.join(Math.max(1, this.settings.stopTimeout().toMillis()));
			if (running.isAlive()) {
				logger.warn(
						"Projection {} did not finish its batch within {} and is interrupted; the batch is rolled back",
						this.definition.key(), this.settings.stopTimeout());
				running.interrupt();
				running.join(Math.max(1, this.settings.stopTimeout().toMillis()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public ProjectionStatus status() {
		return this.progress.status();
	}

	@Override
	public void await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		this.tokenWait.await(token, timeout);
	}

	@Override
	public void resume() {
		this.progress.resumed();
	}

	@Override
	public void rebuild() {
		this.checkpoints.reset(this.definition.key(), this.definition::reset);
		this.progress.reset();
		this.progress.resumed();
		this.signal.signal();
	}

}
