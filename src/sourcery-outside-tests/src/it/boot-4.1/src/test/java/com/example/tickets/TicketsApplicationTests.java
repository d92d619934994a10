package com.example.tickets;

import com.example.tickets.Ticket.Close;
import com.example.tickets.Ticket.Open;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A production database is configured, which does not exist here.
 */
@SpringBootTest(properties = { "spring.datasource.url=jdbc:postgresql://production.invalid/tickets",
		"spring.datasource.username=tickets" })
@AutoConfigureMockMvc
class TicketsApplicationTests {

	@Autowired
	private Repository<Ticket, String> repository;

	@Autowired
	private OpenTickets openTickets;

	@Test
	void aTicketIsStoredAndProjected() {
		this.repository.create("lamp", new Open("Broken lamp"));
		await().until(() -> this.openTickets.existsById("lamp"));
		this.repository.update("lamp", new Close("repaired"));
		await().until(() -> !this.openTickets.existsById("lamp"));
	}

	@Test
	void theDatabaseIsOneOfTheTest(@Autowired JdbcClient jdbc) {
		assertThat(jdbc.sql("select current_database()").query(String.class).single()).startsWith("test_");
	}

	@Test
	void theComponentsOfTheApplicationHaveTheirNames(@Autowired ApplicationContext context) {
		assertThat(context.getBean("eventStore")).isInstanceOf(EventStore.class);
		assertThat(context.getBean("projections")).isInstanceOf(Projections.class);
		assertThat(context.getBean("repositories")).isInstanceOf(Repositories.class);
	}

	@Test
	void requestsNeedAUser(@Autowired MockMvcTester http) {
		assertThat(http.get().uri("/tickets")).hasStatus(401);
	}

}
