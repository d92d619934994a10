package dev.sourcery.autoconfigure.store;

import dev.sourcery.store.jdbc.AppendSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class AppendPropertiesTests {

	@Test
	void withoutPropertiesTheSettingsAreTheStandardOnes() {
		AppendProperties unset = Binder.get(new MockEnvironment())
			.bindOrCreate("sourcery.append", AppendProperties.class);
		assertThat(unset.settings()).isEqualTo(AppendSettings.standard());
	}

}
