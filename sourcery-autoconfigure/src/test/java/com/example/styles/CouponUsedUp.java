package com.example.styles;

class CouponUsedUp extends Exception {

	private static final long serialVersionUID = 1L;

	CouponUsedUp() {
		super("The coupon is used up or has expired");
	}

}
