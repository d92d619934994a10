package dev.sourcery.store.jdbc;

import java.util.Set;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Decides whether an append may be stored through the connection of another caller. A
 * connection can depend on the calling thread: on the tenant by which a
 * {@link DataSource} routes, on credentials, or on a role that a wrapper sets. So groups
 * are restricted to pools that are known to treat all threads alike. A subclass, a proxy
 * or a wrapper of such a pool is not one of them.
 */
final class GroupRule {

	private static final Logger logger = LoggerFactory.getLogger(GroupRule.class);

	private static final Set<String> PLAIN_POOLS = Set.of("com.zaxxer.hikari.HikariDataSource",
			"org.apache.tomcat.jdbc.pool.DataSource", "org.apache.commons.dbcp2.BasicDataSource",
			"com.mchange.v2.c3p0.ComboPooledDataSource", "org.postgresql.ds.PGSimpleDataSource",
			"org.springframework.jdbc.datasource.DriverManagerDataSource",
			"org.springframework.jdbc.datasource.SimpleDriverDataSource");

	private final DataSource dataSource;

	private final boolean possible;

	GroupRule(GroupMode mode, DataSource dataSource) {
		this.dataSource = dataSource;
		String type = dataSource.getClass().getName();
		this.possible = mode == GroupMode.ALWAYS || (mode == GroupMode.AUTO && PLAIN_POOLS.contains(type));
		if (mode == GroupMode.AUTO && !this.possible) {
			logger.info(
					"Appends of different callers do not share statements, because connections of a {} may depend on the calling thread. If they do not, set sourcery.append.groups.mode=always to store more appends per second.",
					type);
		}
	}

	/**
	 * Returns whether an append of this thread may share a connection. It may not within
	 * a scope of transaction management, even without a transaction: the connection may
	 * be bound to the scope, or depend on it.
	 */
	boolean allowsGroups() {
		return this.possible && !TransactionSynchronizationManager.isSynchronizationActive()
				&& !TransactionSynchronizationManager.hasResource(this.dataSource);
	}

}
