package com.example.styles;

import java.time.LocalDate;

record Coupon(int left, LocalDate expires) {

}
