package com.example.styles;

import com.example.styles.OrderEvent.LineAdded;
import com.example.styles.OrderEvent.LineEvent;
import com.example.styles.OrderEvent.QuantityChanged;

class OrderLine {

	private final String product;

	private final long cents;

	private int quantity;

	OrderLine(LineAdded event) {
		this.product = event.product();
		this.cents = event.cents();
		this.quantity = event.quantity();
	}

	QuantityChanged change(int wanted) {
		if (wanted < 1) {
			throw new IllegalArgumentException("An order line has a quantity of at least 1");
		}
		return new QuantityChanged(this.product, wanted);
	}

	void on(LineEvent event) {
		if (event instanceof QuantityChanged changed) {
			this.quantity = changed.quantity();
		}
	}

	long total() {
		return this.cents * this.quantity;
	}

}
