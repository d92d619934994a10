package com.example.tickets;

import com.example.tickets.TicketEvent.Closed;
import com.example.tickets.TicketEvent.Opened;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;

@Projection("open-tickets")
class OpenTicketsProjection {

	private final OpenTickets tickets;

	OpenTicketsProjection(OpenTickets tickets) {
		this.tickets = tickets;
	}

	@EventHandler
	void on(Opened event, RecordedEvent<?> recorded) {
		this.tickets.save(new OpenTicket(recorded.stream().id(), event.title()));
	}

	@EventHandler
	void on(Closed event, RecordedEvent<?> recorded) {
		this.tickets.deleteById(recorded.stream().id());
	}

}
