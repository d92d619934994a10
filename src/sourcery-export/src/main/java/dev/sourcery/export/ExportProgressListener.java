package dev.sourcery.export;

/**
 * Listener for the progress of an export or import. It is notified after each chunk, on
 * the thread that does the work. If it throws an exception, the work is aborted at that
 * point and can be resumed.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ExportProgressListener {

	/**
	 * Handles the completion of a chunk.
	 * @param progress the progress of the work
	 */
	void progressed(ExportProgress progress);

}
