package com.example.styles;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataScope;
import dev.sourcery.repository.Repository;

class Imports {

	private final Repository<Coupon, String> coupons;

	private final MetadataScope scope;

	Imports(Repository<Coupon, String> coupons, MetadataScope scope) {
		this.coupons = coupons;
		this.scope = scope;
	}

	void handle(Message message) {
		Metadata metadata = Metadata.empty().withCorrelationId(message.correlationId()).withActor("import");
		MetadataScope.Scope scope = this.scope.open(() -> metadata);
		try {
			this.coupons.create(message.code(), message.command());
		}
		finally {
			scope.close();
		}
	}

	record Message(String correlationId, String code, CouponCommand command) {

	}

}
