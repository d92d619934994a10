package com.example.styles;

import java.time.LocalDate;

sealed interface CouponCommand {

	record Issue(int uses, LocalDate expires) implements CouponCommand {

	}

	record Redeem() implements CouponCommand {

	}

}
