package com.example.styles;

import java.time.LocalDate;

import dev.sourcery.event.EventType;

sealed interface CouponEvent {

	@EventType("coupon.issued")
	record Issued(int uses, LocalDate expires) implements CouponEvent {

	}

	@EventType("coupon.redeemed")
	record Redeemed(LocalDate on) implements CouponEvent {

	}

}
