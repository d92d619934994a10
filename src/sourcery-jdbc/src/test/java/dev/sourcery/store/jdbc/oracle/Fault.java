package dev.sourcery.store.jdbc.oracle;

/**
 * A promise that was broken.
 *
 * @param kind which one
 * @param what by what
 */
record Fault(Kind kind, Object what) {

	enum Kind {

		/**
		 * It is stored, but the reader did not get it.
		 */
		MISSED,

		/**
		 * The reader got it again.
		 */
		DOUBLED,

		/**
		 * The reader got it, but it is not stored.
		 */
		INVENTED,

		/**
		 * The reader got it before one of a lower position, or of its stream's versions
		 * in another order than 1, 2, 3.
		 */
		DISORDERED,

		/**
		 * The writer was told that it is committed, but it is not stored.
		 */
		LOST,

		/**
		 * It is stored although it was rolled back.
		 */
		RESURRECTED,

		/**
		 * Its append began after another had been committed, and yet it stands before
		 * that one.
		 */
		OVERTOOK

	}

}
