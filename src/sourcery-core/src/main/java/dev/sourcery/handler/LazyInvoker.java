package dev.sourcery.handler;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Executable;

import org.jspecify.annotations.Nullable;

/**
 * An invoker that is linked by its first call. Concurrent first calls may each link it.
 */
final class LazyInvoker implements Invoker {

	private final MethodHandles.Lookup lookup;

	private final Executable executable;

	private volatile @Nullable Invoker linked;

	LazyInvoker(MethodHandles.Lookup lookup, Executable executable) {
		this.lookup = lookup;
		this.executable = executable;
	}

	@Override
	public @Nullable Object invoke(@Nullable Object... arguments) {
		Invoker invoker = this.linked;
		if (invoker == null) {
			invoker = Invoker.link(this.lookup, this.executable);
			this.linked = invoker;
		}
		return invoker.invoke(arguments);
	}

}
