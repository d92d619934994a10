package dev.sourcery.sample.bank.totals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The representation of the bank for clients.
 *
 * @param money the sum of all balances in each currency, by currency code
 */
record BankView(long accounts, Map<String, BigDecimal> money, long eventsApplied, long position) {

	static BankView of(List<BankTotals.Row> rows) {
		Map<String, BigDecimal> money = new TreeMap<>();
		long accounts = 0;
		for (BankTotals.Row row : rows) {
			accounts += row.accounts();
			if (row.currency() != null && row.amount() != null) {
				money.put(row.currency(), row.amount());
			}
		}
		return new BankView(accounts, money, rows.get(0).eventsApplied(), rows.get(0).position());
	}

}
