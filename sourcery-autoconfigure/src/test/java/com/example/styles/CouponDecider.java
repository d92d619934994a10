package com.example.styles;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

import com.example.styles.CouponEvent.Issued;
import com.example.styles.CouponEvent.Redeemed;
import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Decider;

@Aggregate("coupon")
class CouponDecider implements Decider<CouponCommand, CouponEvent, Coupon> {

	private final Clock clock;

	CouponDecider(Clock clock) {
		this.clock = clock;
	}

	@Override
	public Coupon initialState() {
		return new Coupon(0, LocalDate.MIN);
	}

	@Override
	public List<CouponEvent> decide(CouponCommand command, Coupon coupon) throws CouponUsedUp {
		if (command instanceof CouponCommand.Issue issue) {
			return List.of(new Issued(issue.uses(), issue.expires()));
		}
		LocalDate today = LocalDate.now(this.clock);
		if (coupon.left() == 0 || today.isAfter(coupon.expires())) {
			throw new CouponUsedUp();
		}
		return List.of(new Redeemed(today));
	}

	@Override
	public Coupon evolve(Coupon coupon, CouponEvent event) {
		return (event instanceof Issued issued) ? new Coupon(issued.uses(), issued.expires())
				: new Coupon(coupon.left() - 1, coupon.expires());
	}

}
