package dev.sourcery.projection;

/**
 * The relation of a version of a projection to the live version, whose tables are read.
 *
 * @since 0.1
 */
public enum VersionState {

	/**
	 * The live version has not been read from the database yet.
	 */
	UNKNOWN,

	/**
	 * Greater than the live version; takes over when it has caught up.
	 */
	BUILDING,

	/**
	 * The live version.
	 */
	LIVE,

	/**
	 * Less than the live version, which has taken over.
	 */
	RETIRED;

	static VersionState of(int version, int live) {
		if (live == 0) {
			return UNKNOWN;
		}
		return (version > live) ? BUILDING : (version < live) ? RETIRED : LIVE;
	}

}
