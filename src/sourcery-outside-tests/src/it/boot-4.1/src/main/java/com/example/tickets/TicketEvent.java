package com.example.tickets;

import dev.sourcery.event.EventType;

sealed interface TicketEvent {

	@EventType("ticket.opened")
	record Opened(String title) implements TicketEvent {
	}

	@EventType("ticket.closed")
	record Closed(String reason) implements TicketEvent {
	}

}
