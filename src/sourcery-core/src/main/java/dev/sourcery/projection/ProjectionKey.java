package dev.sourcery.projection;

/**
 * Identity of one part of a projection, under which its checkpoint is stored.
 *
 * @param name the projection's name
 * @param version its version, from 1
 * @param lane the parallel part, from 0
 */
public record ProjectionKey(String name, int version, int lane) {

	private static final int MAX_LENGTH = 255;

	/**
	 * Checks the parts.
	 * @param name the projection's name
	 * @param version its version
	 * @param lane the parallel part
	 * @throws IllegalArgumentException if the name is blank or longer than 255
	 * characters, the version not positive, or the lane negative
	 */
	public ProjectionKey {
		if (name.isBlank() || name.length() > MAX_LENGTH || version < 1 || lane < 0) {
			throw new IllegalArgumentException(
					"A projection needs a name of 1 to 255 characters, a version from 1 and a lane from 0, but got '%s', %d, %d"
						.formatted(name, version, lane));
		}
	}

	@Override
	public String toString() {
		return this.name + " (version " + this.version + ")";
	}

}
