package com.example.tickets;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * A row of the read model.
 */
@Entity
class OpenTicket {

	@Id
	private String id;

	private String title;

	protected OpenTicket() {
	}

	OpenTicket(String id, String title) {
		this.id = id;
		this.title = title;
	}

	public String getId() {
		return this.id;
	}

	public String getTitle() {
		return this.title;
	}

}
