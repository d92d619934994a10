package dev.sourcery.sample.bank;

/**
 * The bank understands what is asked for, but does not do it. Nothing has changed.
 */
public abstract class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String code;

	protected Refusal(String code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * What programs go by; the message is for people.
	 * @return the code, which never changes
	 */
	public String code() {
		return this.code;
	}

}
