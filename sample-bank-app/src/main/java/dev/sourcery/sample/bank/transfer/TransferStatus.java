package dev.sourcery.sample.bank.transfer;

/**
 * The status of a transfer.
 */
public enum TransferStatus {

	REQUESTED,

	/**
	 * The money has been withdrawn from the source but not yet deposited into the target.
	 */
	WITHDRAWN,

	COMPLETED, FAILED

}
