package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.repository.ConflictRetry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPropertiesTests {

	@Test
	void withoutPropertiesTheSettingsAreTheStandardOnes() {
		RetryProperties unset = Binder.get(new MockEnvironment()).bindOrCreate("sourcery.retry", RetryProperties.class);
		assertThat(unset.toRetry()).isEqualTo(ConflictRetry.standard());
	}

}
