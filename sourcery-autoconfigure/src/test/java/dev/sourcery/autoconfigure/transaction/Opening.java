package dev.sourcery.autoconfigure.transaction;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Opening {

	@Id
	private String account;

	Opening() {
		this.account = "";
	}

	Opening(String account) {
		this.account = account;
	}

}
