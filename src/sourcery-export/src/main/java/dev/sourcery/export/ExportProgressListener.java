package dev.sourcery.export;

/**
 * Is told how far an export or import is: after each chunk, on the thread that does the
 * work. If it throws, the work stops there and can be resumed.
 */
@FunctionalInterface
public interface ExportProgressListener {

	/**
	 * A chunk is done.
	 * @param progress how far the work is
	 */
	void progressed(ExportProgress progress);

}
