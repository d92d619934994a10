package dev.sourcery.test.store;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.tail.EventSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The contract, run with a wrong store. No test class of its own.
 */
class ContractOfWrongStore extends EventStoreContract {

	private static final String SEED = "sourcery.model.seed";

	/**
	 * Tests of many events or threads. They run only with the stores that are to fail
	 * them.
	 */
	private static final Set<String> SLOW = Set.of("metadataOfAMegabyteIsKept", "pagesOfAThousandHoldAllOfALongStore",
			"aReadMayBeAbandonedAndClosedHalfWay", "manyStreamsAreListedWholeAndInPages",
			"manyLargePayloadsAreReadInOrder", "aLimitInALongStreamIsExact", "whatIsNestedTooDeeplyToBeReadIsRefused",
			"aPayloadOfAMegabyteIsKept", "aLongStreamIsReadWholeInBothDirections",
			"aLongStoreIsReadWholeInBothDirections", "manyEventsOfManyStreamsAreWrittenTogether",
			"appendsDuringAReadLeaveNoHolesInIt", "aFewMatchesAmongThousandsAreFound", "readsMayBeInterleaved");

	private static volatile WrongStore current;

	@Override
	protected EventSource createStore(EventSerializer serializer) {
		return EventSource.of(current.maker().apply(serializer));
	}

	/**
	 * Runs the tests of the contract.
	 * @param store the store
	 * @param slow the slow tests to run
	 * @return the names of the methods that failed
	 */
	static Set<String> failuresOf(WrongStore store, Set<String> slow) {
		current = store;
		Failures failures = new Failures();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(ContractOfWrongStore.class))
			.filters((PostDiscoveryFilter) (test) -> FilterResult
				.includedIf(!isSlow(test) || slow.contains(methodOf(test).getName())))
			.build();
		System.setProperty(SEED, "1");
		try {
			LauncherFactory.create().execute(request, failures);
		}
		finally {
			System.clearProperty(SEED);
		}
		return failures.methods;
	}

	private static boolean isSlow(TestDescriptor test) {
		return test.isTest() && (SLOW.contains(methodOf(test).getName())
				|| methodOf(test).getDeclaringClass() == ConcurrencyContract.class
				|| methodOf(test).getDeclaringClass() == ConcurrentRepetitionContract.class);
	}

	private static Method methodOf(TestDescriptor test) {
		return ((MethodSource) test.getSource().orElseThrow()).getJavaMethod();
	}

	private static final class Failures implements TestExecutionListener {

		private final Set<String> methods = new TreeSet<>();

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult result) {
			if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
				MethodSource method = (MethodSource) test.getSource().orElseThrow();
				this.methods.add(method.getMethodName());
			}
		}

	}

}
