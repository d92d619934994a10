package dev.sourcery.handler;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.sourcery.failure.CheckedExceptions;
import org.jspecify.annotations.Nullable;

/**
 * Invokes one method or constructor without reflection: calls with one or two arguments,
 * including the receiver, use a lambda class that is linked once by
 * {@link LambdaMetafactory}, like a method reference; calls with more arguments use a
 * method handle. It is linked by the first call, since an application with many handlers
 * would start noticeably later otherwise. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Invoker {

	/**
	 * Invokes the method.
	 * @param arguments the receiver, unless the method is static or a constructor, then
	 * the arguments
	 * @return the result, {@code null} for {@code void}
	 */
	@Nullable Object invoke(@Nullable Object... arguments);

	/**
	 * Links a method or constructor, regardless of its visibility.
	 * @param executable the method or constructor
	 * @return the invoker
	 * @throws IllegalStateException if the package of the method is not open to sourcery
	 */
	static Invoker of(Executable executable) {
		try {
			return new LazyInvoker(
					MethodHandles.privateLookupIn(executable.getDeclaringClass(), MethodHandles.lookup()), executable);
		}
		catch (IllegalAccessException ex) {
			throw inaccessible(executable, ex);
		}
	}

	private static IllegalStateException inaccessible(Executable executable, IllegalAccessException cause) {
		return new IllegalStateException("%s cannot be called. Open the package %s to sourcery in module-info.java."
			.formatted(executable, executable.getDeclaringClass().getPackageName()), cause);
	}

	/**
	 * Links a method or constructor to which the lookup has access.
	 * @param lookup the lookup in the class of the method
	 * @param executable the method or constructor
	 * @return the invoker
	 */
	static Invoker link(MethodHandles.Lookup lookup, Executable executable) {
		try {
			MethodHandle handle = (executable instanceof Constructor<?> constructor)
					? lookup.unreflectConstructor(constructor) : lookup.unreflect((Method) executable);
			return link(lookup, handle.asFixedArity());
		}
		catch (IllegalAccessException ex) {
			throw inaccessible(executable, ex);
		}
	}

	private static Invoker link(MethodHandles.Lookup lookup, MethodHandle handle) {
		MethodType type = handle.type();
		// a native image cannot define classes at run time
		if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
			return spread(handle);
		}
		try {
			if (type.parameterCount() == 1) {
				return linkOne(lookup, handle);
			}
			if (type.parameterCount() == 2) {
				return linkTwo(lookup, handle);
			}
		}
		catch (LambdaConversionException ex) {
			// a signature that the metafactory cannot link: the method handle can
			return spread(handle);
		}
		return spread(handle);
	}

	@SuppressWarnings("unchecked")
	private static Invoker linkOne(MethodHandles.Lookup lookup, MethodHandle handle) throws LambdaConversionException {
		if (handle.type().returnType() == void.class) {
			Consumer<@Nullable Object> consumer = (Consumer<@Nullable Object>) lambda(lookup, handle, Consumer.class,
					"accept");
			return (arguments) -> {
				consumer.accept(arguments[0]);
				return null;
			};
		}
		Function<@Nullable Object, @Nullable Object> function = (Function<@Nullable Object, @Nullable Object>) lambda(
				lookup, handle, Function.class, "apply");
		return (arguments) -> function.apply(arguments[0]);
	}

	@SuppressWarnings("unchecked")
	private static Invoker linkTwo(MethodHandles.Lookup lookup, MethodHandle handle) throws LambdaConversionException {
		if (handle.type().returnType() == void.class) {
			BiConsumer<@Nullable Object, @Nullable Object> consumer = (BiConsumer<@Nullable Object, @Nullable Object>) lambda(
					lookup, handle, BiConsumer.class, "accept");
			return (arguments) -> {
				consumer.accept(arguments[0], arguments[1]);
				return null;
			};
		}
		BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> function = (BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) lambda(
				lookup, handle, BiFunction.class, "apply");
		return (arguments) -> function.apply(arguments[0], arguments[1]);
	}

	private static Object lambda(MethodHandles.Lookup lookup, MethodHandle handle, Class<?> shape, String method)
			throws LambdaConversionException {
		MethodType erased = handle.type().generic();
		boolean returnsNothing = handle.type().returnType() == void.class;
		CallSite site = LambdaMetafactory.metafactory(lookup, method, MethodType.methodType(shape),
				returnsNothing ? erased.changeReturnType(void.class) : erased, handle, handle.type().wrap());
		try {
			return site.getTarget().invoke();
		}
		catch (Throwable ex) {
			throw new LambdaConversionException(ex);
		}
	}

	private static Invoker spread(MethodHandle handle) {
		MethodHandle spreader = handle.asType(handle.type().generic())
			.asSpreader(Object[].class, handle.type().parameterCount());
		return (arguments) -> {
			try {
				return (Object) spreader.invokeExact(arguments);
			}
			catch (Throwable ex) {
				throw CheckedExceptions.asThrown(ex);
			}
		};
	}

}
