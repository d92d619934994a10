package dev.sourcery.autoconfigure.bank;

public class References {

	String complete(String reference) {
		return "REF " + reference;
	}

}
