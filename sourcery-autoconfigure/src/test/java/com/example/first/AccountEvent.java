package com.example.first;

import dev.sourcery.event.EventType;

sealed interface AccountEvent {

	@EventType("account.opened")
	record Opened(String owner) implements AccountEvent {
	}

	@EventType("account.deposited")
	record Deposited(long cents) implements AccountEvent {
	}

	@EventType("account.withdrawn")
	record Withdrawn(long cents) implements AccountEvent {
	}

}
