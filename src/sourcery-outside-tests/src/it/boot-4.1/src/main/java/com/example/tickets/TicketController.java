package com.example.tickets;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TicketController {

	private final OpenTickets tickets;

	TicketController(OpenTickets tickets) {
		this.tickets = tickets;
	}

	@GetMapping("/tickets")
	List<OpenTicket> tickets() {
		return this.tickets.findAll();
	}

}
