package com.example.tickets;

import com.example.tickets.Ticket.Close;
import com.example.tickets.TicketEvent.Closed;
import com.example.tickets.TicketEvent.Opened;
import dev.sourcery.test.aggregate.AggregateScenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TicketTests {

	@Test
	void anOpenTicketIsClosed() {
		AggregateScenario.of(Ticket.class)
			.given(new Opened("Broken lamp"))
			.when(new Close("repaired"))
			.thenEvents(new Closed("repaired"))
			.thenState((ticket) -> assertThat(ticket.closed()).isTrue());
	}

}
