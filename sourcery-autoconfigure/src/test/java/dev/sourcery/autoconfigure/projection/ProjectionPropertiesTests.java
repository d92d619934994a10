package dev.sourcery.autoconfigure.projection;

import dev.sourcery.subscription.SubscriptionSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionPropertiesTests {

	@Test
	void withoutPropertiesTheSettingsAreTheStandardOnes() {
		ProjectionProperties unset = Binder.get(new MockEnvironment())
			.bindOrCreate("sourcery.projections", ProjectionProperties.class);
		assertThat(unset.toSettings()).isEqualTo(SubscriptionSettings.standard());
	}

}
