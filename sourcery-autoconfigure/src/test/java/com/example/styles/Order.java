package com.example.styles;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

import com.example.styles.OrderEvent.LineAdded;
import com.example.styles.OrderEvent.LineEvent;
import com.example.styles.OrderEvent.Placed;
import com.example.styles.OrderEvent.QuantityChanged;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateId;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.metadata.Metadata;

@Aggregate("order")
class Order {

	private final PriceList prices;

	private final Map<String, OrderLine> lines = new LinkedHashMap<>();

	Order(PriceList prices) { // a bean
		this.prices = prices;
	}

	@CommandHandler
	static Placed place(Place command, @AggregateId OrderId id, Metadata metadata, Clock clock) {
		return new Placed("%s-%.8s".formatted(command.shop(), id.value()), metadata.actor(), clock.instant());
	}

	@CommandHandler
	LineAdded add(AddLine command) throws UnknownProduct {
		return new LineAdded(command.product(), command.quantity(), this.prices.priceOf(command.product()));
	}

	@CommandHandler
	QuantityChanged change(ChangeQuantity command) throws UnknownProduct {
		return line(command.product()).change(command.quantity());
	}

	@Apply
	void on(OrderEvent event) {
		if (event instanceof LineAdded added) {
			this.lines.put(added.product(), new OrderLine(added));
		}
		else if (event instanceof LineEvent changed) {
			this.lines.get(changed.product()).on(changed);
		}
	}

	private OrderLine line(String product) throws UnknownProduct {
		OrderLine line = this.lines.get(product);
		if (line == null) {
			throw new UnknownProduct(product);
		}
		return line;
	}

	long total() {
		return this.lines.values().stream().mapToLong(OrderLine::total).sum();
	}

	record Place(String shop) {

	}

	record AddLine(String product, int quantity) {

	}

	record ChangeQuantity(String product, int quantity) {

	}

}
