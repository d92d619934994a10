package dev.sourcery.test.store;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides each test of the contract with a separate store, after all {@code @BeforeEach}
 * methods have run.
 */
final class StoreParameter implements ParameterResolver {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
		return parameter.getParameter().getType() == StoreUnderTest.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
		EventStoreContract contract = (EventStoreContract) test.getRequiredTestInstance();
		return new StoreUnderTest(contract.createStore(EventStoreContract.serializer()));
	}

}
