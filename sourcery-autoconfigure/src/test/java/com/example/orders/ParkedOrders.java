package com.example.orders;

import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.RetriedEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ParkedOrders {

	private static final Logger logger = LoggerFactory.getLogger(ParkedOrders.class);

	private final Projections projections;

	ParkedOrders(Projections projections) {
		this.projections = projections;
	}

	void retry() {
		for (ParkedEvent event : this.projections.parked("orders-by-customer", 100)) {
			logger.info("Position {}, key {}: {}", event.position(), event.key(), event.failure());
		}
		RetriedEvents result = this.projections.retryParked("orders-by-customer");
		logger.info("{} events handled, {} keys still fail", result.handled(), result.failed().size());
	}

}
