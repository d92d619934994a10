package dev.sourcery.store.jdbc.oracle;

import java.util.List;

/**
 * Follows a store, on one thread.
 */
interface Reader {

	/**
	 * Reads what there is beyond what was read.
	 */
	void look();

	/**
	 * Everything read so far, in the order in which it was read.
	 */
	List<Delivered> delivered();

}
