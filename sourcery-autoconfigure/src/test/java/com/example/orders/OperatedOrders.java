package com.example.orders;

import dev.sourcery.projection.ProjectionOperations;
import dev.sourcery.projection.Projections;
import dev.sourcery.subscription.StoredLane;
import dev.sourcery.subscription.SubscriptionDetails;
import dev.sourcery.subscription.VerificationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class OperatedOrders {

	private static final Logger logger = LoggerFactory.getLogger(OperatedOrders.class);

	private final Projections projections;

	OperatedOrders(Projections projections) {
		this.projections = projections;
	}

	void report() {
		for (SubscriptionDetails details : this.projections.all()) {
			logger.info("{} is at {}, {} events and {} behind, last error {}", details.key(), details.position(),
					details.lag().events(), details.lag().age(), details.lastError());
		}
	}

	void maintain(String user, Runnable maintenance) {
		ProjectionOperations operations = this.projections.operatedBy(user);
		operations.pause("orders-by-customer");
		maintenance.run();
		operations.resume("orders-by-customer");
	}

	void skipFailingEvents(String user) {
		for (StoredLane lane : this.projections.details("orders-by-customer").lanes()) {
			if (lane.failing() != null) {
				this.projections.operatedBy(user).skipEvent("orders-by-customer", lane.failing().position());
			}
		}
	}

	void verify(String user) {
		VerificationReport report = this.projections.operatedBy(user).verify("orders-by-customer");
		report.problems().forEach(logger::warn);
	}

}
