package dev.sourcery.sample.bank;

/**
 * Thrown when the bank refuses a valid request. Nothing has changed.
 */
public abstract class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String code;

	protected Refusal(String code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * Returns the code of the refusal for programs, whereas the message is for people.
	 * @return the code, which never changes
	 */
	public String code() {
		return this.code;
	}

}
