package com.example.tickets;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice, which replaces databases that are not of the test.
 */
@DataJpaTest
class OpenTicketsTests {

	@Test
	void aRowIsStoredInPostgresql(@Autowired OpenTickets tickets, @Autowired JdbcClient jdbc) {
		tickets.saveAndFlush(new OpenTicket("lamp", "Broken lamp"));
		assertThat(jdbc.sql("select title from open_ticket").query(String.class).single()).isEqualTo("Broken lamp");
		assertThat(jdbc.sql("select current_database()").query(String.class).single()).startsWith("test_");
	}

}
