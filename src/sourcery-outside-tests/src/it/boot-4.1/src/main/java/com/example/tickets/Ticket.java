package com.example.tickets;

import com.example.tickets.TicketEvent.Closed;
import com.example.tickets.TicketEvent.Opened;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;

@Aggregate("ticket")
record Ticket(String title, boolean closed) {

	@CommandHandler
	static Opened open(Open command) {
		return new Opened(command.title());
	}

	@CommandHandler
	Closed close(Close command) {
		if (this.closed) {
			throw new IllegalStateException("Already closed");
		}
		return new Closed(command.reason());
	}

	@Apply
	static Ticket on(Opened event) {
		return new Ticket(event.title(), false);
	}

	@Apply
	Ticket on(Closed event) {
		return new Ticket(this.title, true);
	}

	record Open(String title) {
	}

	record Close(String reason) {
	}

}
