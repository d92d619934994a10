package dev.sourcery.autoconfigure.projection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.subscription.InvalidSubscriptionException;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

class ProxiedProjectionTests extends DepositsFixture {

	@Test
	void whenAProjectionIsProxiedItsHandlersRunOnItsTarget() {
		this.contextRunner.withBean(Proxied.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(Proxied.class))).isTrue();
			await(context, "proxied", deposit(context, 1));
			assertThat(context.getBean(Proxied.class).count()).isOne();
		});
	}

	@Test
	void whenAHandlerOfAProxiedProjectionIsPrivateTheApplicationDoesNotStart() {
		this.contextRunner.withBean(ProxiedPrivately.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSubscriptionException.class)
				.hasMessageContaining("private or final"));
	}

	@Test
	void whenAProjectionIsProxiedByItsInterfacesTheApplicationDoesNotStart() {
		this.contextRunner.withBean(ProxiedByInterface.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSubscriptionException.class)
				.hasMessageContaining("proxy of its interfaces"));
	}

	@Projection("proxied")
	@Transactional
	static class Proxied {

		private final List<Account.Deposited> events = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Account.Deposited event) {
			this.events.add(event);
		}

		public int count() {
			return this.events.size();
		}

	}

	@Projection("privately-proxied")
	@Transactional
	static class ProxiedPrivately {

		@EventHandler
		private void on(Account.Deposited event) {
		}

		public void reads() {
		}

	}

	interface Reads {

		int reads();

	}

	@Projection("proxied-by-interface")
	@Transactional
	static class ProxiedByInterface implements Reads {

		@EventHandler
		public void on(Account.Deposited event) {
		}

		@Override
		public int reads() {
			return 0;
		}

	}

}
