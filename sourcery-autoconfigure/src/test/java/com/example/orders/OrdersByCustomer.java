package com.example.orders;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;

@Projection(value = "orders-by-customer", lanes = 4)
class OrdersByCustomer {

	final ConcurrentMap<String, Integer> orders = new ConcurrentHashMap<>();

	@EventHandler
	void on(Placed event) {
		this.orders.merge(event.customer(), 1, Integer::sum);
	}

	@EventHandler
	void on(Cancelled event) {
		this.orders.merge(event.customer(), -1, Integer::sum);
	}

	@OrderedBy
	String customer(OrderEvent event) {
		return event.customer();
	}

	interface OrderEvent {

		String customer();

	}

	@EventType("order.placed")
	record Placed(String customer) implements OrderEvent {

	}

	@EventType("order.cancelled")
	record Cancelled(String customer) implements OrderEvent {

	}

}
