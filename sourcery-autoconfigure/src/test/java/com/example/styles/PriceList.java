package com.example.styles;

import java.util.Map;

record PriceList(Map<String, Long> cents) {

	long priceOf(String product) throws UnknownProduct {
		Long price = this.cents.get(product);
		if (price == null) {
			throw new UnknownProduct(product);
		}
		return price;
	}

}
