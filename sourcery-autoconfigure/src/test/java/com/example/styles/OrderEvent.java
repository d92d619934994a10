package com.example.styles;

import java.time.Instant;

import dev.sourcery.event.EventType;

sealed interface OrderEvent {

	@EventType("order.placed")
	record Placed(String number, String customer, Instant at) implements OrderEvent {

	}

	@EventType("order.line-added")
	record LineAdded(String product, int quantity, long cents) implements OrderEvent {

	}

	sealed interface LineEvent extends OrderEvent {

		String product();

	}

	@EventType("order.quantity-changed")
	record QuantityChanged(String product, int quantity) implements LineEvent {

	}

}
