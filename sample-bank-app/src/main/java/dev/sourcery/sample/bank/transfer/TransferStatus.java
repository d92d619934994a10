package dev.sourcery.sample.bank.transfer;

/**
 * How a transfer stands.
 */
public enum TransferStatus {

	REQUESTED,

	/**
	 * The money has left its source and is under way.
	 */
	WITHDRAWN,

	COMPLETED, FAILED

}
