package com.example.tickets;

import org.springframework.data.jpa.repository.JpaRepository;

interface OpenTickets extends JpaRepository<OpenTicket, String> {

}
