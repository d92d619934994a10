package dev.sourcery.autoconfigure.projection;

import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionOptions;
import dev.sourcery.subscription.FailureAction;
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

	@Test
	void theCommitOfOneProjectionIsAnOption() {
		ProjectionProperties bound = Binder
			.get(new MockEnvironment().withProperty("sourcery.projections.named.ledger.asynchronous-commit", "false")
				.withProperty("sourcery.projections.named.other.lanes", "2"))
			.bind("sourcery.projections", ProjectionProperties.class)
			.get();
		ProjectionOptions annotated = new ProjectionOptions(1, FailureAction.BLOCK, 0, false, null,
				ProjectionMode.ASYNCHRONOUS);
		assertThat(bound.named().get("ledger").customize(annotated).asynchronousCommit()).isFalse();
		assertThat(bound.named().get("other").customize(annotated).asynchronousCommit()).isNull();
	}

}
